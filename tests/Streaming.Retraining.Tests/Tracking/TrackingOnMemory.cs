using Streaming.Retraining.Tests.Tracking.Mlflow;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>The contract against the server in memory, and every place where an export may be interrupted.</summary>
public sealed class TrackingOnMemory : InterruptedExports, IDisposable
{
    private readonly MemoryMlflow server = new();

    public void Dispose() => server.Dispose();

    private protected override Task<(Uri Url, HttpMessageHandler? Line)> ServerAsync() =>
        Task.FromResult<(Uri, HttpMessageHandler?)>((new Uri("http://mlflow.test"), server));

    private protected override int EveryNthPlace => 1;
}
