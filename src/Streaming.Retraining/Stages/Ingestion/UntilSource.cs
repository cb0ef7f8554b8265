using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>The history of another source as it stood at a moment: what was recorded later is left out.</summary>
/// <param name="source">The whole history.</param>
/// <param name="until">In stream time; what was recorded at this moment is in.</param>
internal sealed class UntilSource(IIngestionSource source, LocalTime until) : IIngestionSource
{
    private const string Word = " until ";

    public string Name => $"{source.Name}{Word}{until}";

    public IReadOnlyDictionary<string, string> Fingerprint =>
        new Dictionary<string, string>(source.Fingerprint) { ["until"] = until.ToString() };

    /// <summary>The name of a source up to a moment.</summary>
    public static string NameOf(string source, LocalTime until) => $"{source}{Word}{until}";

    /// <summary>The two parts of a name; the moment is null where the source is read whole.</summary>
    public static (string Source, LocalTime? Until) Parse(string name)
    {
        var at = name.LastIndexOf(Word, StringComparison.Ordinal);
        return at > 0 && LocalTime.TryParse(name.AsSpan(at + Word.Length), out var until) ? (name[..at], until) : (name, null);
    }

    public IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var whole = source.Read(progress, cancellation);
        MarketEvent[] events = [.. whole.Events.TakeWhile(occurred => occurred.RecordedAt <= until)];
        progress.Report(
            new StageProgress(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"note: {whole.Events.Count - events.Length:N0} events after {until} are left out"
                ),
                0.84,
                events.Length
            )
        );
        var known = events.Select(occurred => occurred.EventId).ToHashSet(StringComparer.Ordinal);
        return whole with { Events = events, Served = [.. whole.Served.Where(served => known.Contains(served.OrderEventId))] };
    }
}
