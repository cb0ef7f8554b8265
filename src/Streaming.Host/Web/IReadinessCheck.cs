namespace Streaming.Host.Web;

/// <summary>One thing that must be so before this process is of use.</summary>
public interface IReadinessCheck
{
    /// <summary>Short name, as it appears in the answer of /health/ready.</summary>
    string Name { get; }

    /// <summary>
    /// Looks now. May be called from several threads at once; an exception counts as not ready, with its message only where it is
    /// one of ours.
    /// </summary>
    ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation);
}

/// <param name="Ready">Whether the thing is as it must be.</param>
/// <param name="Detail">What was seen, in words; no secrets.</param>
public sealed record ReadinessResult(bool Ready, string Detail)
{
    /// <summary>The same with what must be known although it decides nothing.</summary>
    public ReadinessResult WithWarnings(IReadOnlyCollection<string> warnings) =>
        warnings.Count == 0 ? this : this with { Detail = $"{Detail}; warning: {string.Join("; warning: ", warnings)}" };
}
