namespace Streaming.Audit.Runs;

/// <summary>Where a stage of a run stands.</summary>
public enum StageState
{
    Running,
    Completed,
    Skipped,
    Failed,

    /// <summary>Its run was cancelled, or failed elsewhere, while it worked.</summary>
    Stopped,
}

/// <summary>One start of a stage.</summary>
/// <param name="Node">The process that did it.</param>
public sealed record StageAttempt(int Number, DateTimeOffset StartedAt, string Node);

/// <summary>Why a stage could not do its work.</summary>
/// <param name="Attempt">The attempt that failed.</param>
public sealed record StageFailure(int Attempt, string What, string Where, string Remedy);

/// <summary>A stage of a run: what it was made from, what it made, how often it was tried.</summary>
public sealed record StageHistory
{
    /// <summary>Number and name, such as <c>03-features</c>.</summary>
    public required string Stage { get; init; }

    public required StageState State { get; init; }

    /// <summary>Oldest first; empty for a skipped stage.</summary>
    public IReadOnlyList<StageAttempt> Attempts { get; init; } = [];

    /// <summary>SHA-256 over the stage's code version, settings and inputs.</summary>
    public required string InputHash { get; init; }

    /// <summary>Each part of the input hash by name; empty for a skipped stage.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Empty until it is completed or skipped.</summary>
    public string OutputHash { get; init; } = "";

    /// <summary>SHA-256 of each artifact by name; of a failed stage, what it left before.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    /// <summary>In the stage's own unit.</summary>
    public long Rows { get; init; }

    /// <summary>Time of the attempt that ended it; 0 for a skipped stage.</summary>
    public double Seconds { get; init; }

    /// <summary>The run whose artifacts a skipped stage took; empty otherwise.</summary>
    public string FromRun { get; init; } = "";

    /// <summary>Why it was skipped; empty otherwise.</summary>
    public string SkippedBecause { get; init; } = "";

    /// <summary>Null unless an attempt failed; stays when a later attempt succeeds.</summary>
    public StageFailure? Failure { get; init; }

    /// <summary>Start of the first attempt, or when it was skipped; UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
