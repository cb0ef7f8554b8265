namespace Streaming.Console.Status;

/// <summary>Whether the system does its work.</summary>
public enum SystemState
{
    /// <summary>Nobody has looked yet.</summary>
    Unknown,

    Ok,

    /// <summary>Orders are scored, and something is not as it must be.</summary>
    Degraded,

    /// <summary>Orders are not scored, or nobody can see them.</summary>
    Down,
}

/// <summary>Something that is not as it must be.</summary>
/// <param name="What">In words, a sentence; kept without its full stop.</param>
/// <param name="Remedy">What to do, in words.</param>
/// <param name="StopsWork">Orders are not scored, or nobody can see them, while it lasts.</param>
public sealed record StatusFault(string What, string Remedy, bool StopsWork)
{
    public string What { get; } = What.TrimEnd('.');
}

/// <summary>How the system was when somebody looked last.</summary>
/// <param name="Faults">Those that stop the work first.</param>
/// <param name="At">Wall time.</param>
public sealed record StatusReport(SystemState State, IReadOnlyList<StatusFault> Faults, DateTimeOffset At)
{
    public static readonly StatusReport None = new(SystemState.Unknown, [], DateTimeOffset.MinValue);

    public static StatusReport Of(IEnumerable<StatusFault> faults, DateTimeOffset at)
    {
        StatusFault[] ordered = [.. faults.OrderByDescending(fault => fault.StopsWork)];
        var state =
            ordered.Length == 0 ? SystemState.Ok
            : ordered[0].StopsWork ? SystemState.Down
            : SystemState.Degraded;
        return new StatusReport(state, ordered, at);
    }
}
