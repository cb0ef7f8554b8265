using Streaming.Testing.Mlflow;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>The contract against a server that we did not write, and some of the places where an export may be interrupted.</summary>
public sealed class TrackingOnRealMlflow(RealMlflow server) : InterruptedExports, IClassFixture<RealMlflow>
{
    private protected override async Task<(Uri Url, HttpMessageHandler? Line)> ServerAsync() => (await server.UrlAsync(Token), null);

    private protected override int EveryNthPlace => 16;
}
