using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;

namespace Streaming.Cases.Work;

/// <summary>Something happened to the case after the person's page was made, and not by this person. Nothing was written.</summary>
/// <param name="current">The case now: its revision is what a second try has seen.</param>
/// <param name="since">What happened in between, oldest first.</param>
public sealed class CaseMovedException(AlertCase current, IReadOnlyList<CaseEntry> since)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"the case of order {current.Id} has changed meanwhile ({since.Count} events)"))
{
    public AlertCase Current { get; } = current;

    public IReadOnlyList<CaseEntry> Since { get; } = since;
}
