using JasperFx.Events;
using Streaming.Cases.Domain;

namespace Streaming.Cases.Store;

/// <summary>One event of a case.</summary>
/// <param name="Revision">1 for the first.</param>
/// <param name="At">When it happened, wall time, UTC.</param>
/// <param name="By">The person; empty where the program did it by itself.</param>
/// <param name="Happened">One of <see cref="CaseEventTypes"/>.</param>
public sealed record CaseEntry(long Revision, DateTimeOffset At, string By, object Happened)
{
    internal static CaseEntry Of(IEvent e) => new(e.Version, e.Timestamp.ToUniversalTime(), e.UserName ?? "", e.Data);
}
