using Streaming.Console.Web;

namespace Streaming.Console.Orders;

/// <summary>A proof that somebody has asked for. Written by the task that proves, read by pages.</summary>
/// <param name="isDeep">From the events and not only from the stored vector.</param>
/// <param name="by">Who asked.</param>
/// <param name="startedAt">Wall time.</param>
public sealed class ProofRun(string orderId, ScorePlace place, bool isDeep, string by, DateTimeOffset startedAt) : IProgress<long>
{
    private long records;
    private volatile ProofEnding? ending;

    public string OrderId => orderId;

    public ScorePlace Place => place;

    public bool IsDeep => isDeep;

    public string By => by;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Records read so far.</summary>
    public long Records => Volatile.Read(ref records);

    /// <summary>Null while it runs.</summary>
    public ProofEnding? Ending => ending;

    public void Report(long value) => Volatile.Write(ref records, value);

    internal void End(ProofEnding with) => ending = with;
}

/// <summary>How a proof ended.</summary>
/// <param name="Proof">The result; null when it failed.</param>
/// <param name="Trouble">Why it failed or could not be recorded, in words; null when neither.</param>
/// <param name="At">Wall time.</param>
public sealed record ProofEnding(OrderProof? Proof, string? Trouble, DateTimeOffset At);
