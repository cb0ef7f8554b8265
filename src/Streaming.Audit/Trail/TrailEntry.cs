namespace Streaming.Audit.Trail;

/// <summary>One event in words: who did what, when and why.</summary>
public sealed record TrailEntry
{
    /// <summary>Number of the event in the store; later events have higher ones.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A user or service name; empty where nobody was named.</summary>
    public required string Who { get; init; }

    /// <summary>Stored name of the event's type, such as <c>model_promoted</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Key of its stream, such as <c>model/satisfaction</c> or <c>run/20300131-120000-3fa2</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Number of the event in its stream.</summary>
    public required long Version { get; init; }

    /// <summary>What happened, in words.</summary>
    public required string What { get; init; }

    /// <summary>The reason given; empty where none is recorded.</summary>
    public required string Why { get; init; }

    /// <summary>Events with the same one belong together.</summary>
    public string Correlation { get; init; } = "";

    /// <summary>What brought it about, such as the run that promoted a model; empty where nothing is named.</summary>
    public string Causation { get; init; } = "";

    /// <summary>Which wording of <see cref="What"/> and <see cref="Why"/> this is: another version of the program may put the same event
    /// into other words.</summary>
    public int Wording { get; init; } = 1; // of entries that were written before there was a second one
}
