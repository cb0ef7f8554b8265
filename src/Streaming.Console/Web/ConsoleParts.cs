using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Console.Drift;
using Streaming.Console.Storage;

namespace Streaming.Console.Web;

/// <summary>What the pages are made from. All of it belongs to the caller, who disposes it after the web server.</summary>
public sealed record ConsoleParts
{
    public required ConsoleDatabase Database { get; init; }

    public required AuditStore Audit { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Which model the overview tells about.</summary>
    public required string ModelName { get; init; }

    public DriftRules Drift { get; init; } = DriftRules.Default;

    /// <summary>What the projector of this process does, in words; null where another process projects.</summary>
    public Func<string>? Projecting { get; init; }

    /// <summary>Starts and cancels training runs; null where this process cannot.</summary>
    public IRunDesk? Runs { get; init; }

    /// <summary>Reads what validation found in a run; null where this process cannot.</summary>
    public IRunFindings? Findings { get; init; }

    /// <summary>Tells the scorers of a decision that was recorded; null where this process cannot: then a relay elsewhere does.</summary>
    public Func<CancellationToken, Task>? TellScorers { get; init; }

    /// <summary>The anchors of the audit trail that are kept outside of the database; null where this process cannot read them.</summary>
    public Func<CancellationToken, Task<AnchorRecords>>? Anchors { get; init; }

    /// <summary>Hears of trouble that a page outlives.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Path of the job dashboard in the same server; null where it is not mounted.</summary>
    public string? JobsPath { get; init; }
}
