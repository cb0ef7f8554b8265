using System.Globalization;

namespace Streaming.Host.Web;

/// <summary>A loop moves. Waiting for a part that is away is moving; what is not is a call that never returns.</summary>
/// <param name="loop">Its role, as it appears in the answer.</param>
/// <param name="silentFor">Time since the loop has last shown that it moves.</param>
/// <param name="limit">Silence from which on it counts as hung.</param>
public sealed class LoopLiveness(string loop, Func<TimeSpan> silentFor, TimeSpan limit) : IReadinessCheck
{
    public string Name => $"{loop} moves";

    public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
    {
        var silence = silentFor();
        var seconds = silence.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return ValueTask.FromResult(
            silence <= limit
                ? new ReadinessResult(true, $"moved {seconds} s ago")
                : new ReadinessResult(
                    false,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"has not moved for {seconds} s; more than {limit.TotalSeconds:0} s is a hang"
                    )
                )
        );
    }
}
