namespace Streaming.Audit.Trail;

/// <summary>Which part of the trail is asked for; what is null is not restricted.</summary>
public sealed record TrailQuery
{
    public const int LargestPage = 1000;

    /// <summary>At this instant or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Users and services with this text in their names, whatever its case.</summary>
    public string? Who { get; init; }

    /// <summary>Exactly this stream, or with a slash at the end every stream of that kind: <c>run/</c>, <c>model/</c>.</summary>
    public string? Stream { get; init; }

    /// <summary>Stored name of the event's type, such as <c>model_promoted</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Leave out the steps of machines between what people ask for and what is decided: stages, data sets, candidates,
    /// exports to a tracking server. Failures stay.</summary>
    public bool WithoutMachineSteps { get; init; }

    /// <summary>What belongs together, such as all of one decision.</summary>
    public string? Correlation { get; init; }

    /// <summary>Only events before this sequence: where the page before ended.</summary>
    public long? Before { get; init; }

    /// <summary>At most so many, 1 to 1000.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A page of the trail.</summary>
/// <param name="Entries">Latest first.</param>
/// <param name="Next"><see cref="TrailQuery.Before"/> of the next page; null on the last one.</param>
public sealed record TrailPage(IReadOnlyList<TrailEntry> Entries, long? Next);
