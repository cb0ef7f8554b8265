using Streaming.Host.Web;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class ReadinessTests
{
    [Fact]
    public async Task a_check_that_hangs_is_not_ready_and_holds_nothing_up()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        var report = await new Readiness([new Hanging(), new Blocking()], limit, TimeProvider.System).AskAsync(CancellationToken.None);
        Assert.False(report.IsReady());
        Assert.All(report.Checks, check => Assert.Equal("no answer within 0.1 s", check.Detail));
    }

    [Fact]
    public async Task nothing_to_check_is_ready() =>
        Assert.True((await new Readiness([], TimeSpan.FromSeconds(1), TimeProvider.System).AskAsync(CancellationToken.None)).IsReady());

    private sealed class Hanging : IReadinessCheck
    {
        public string Name => "hanging";

        public async ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return new(true, "");
        }
    }

    /// <summary>Holds its thread for longer than the limit, as a native client does.</summary>
    private sealed class Blocking : IReadinessCheck
    {
        public string Name => "blocking";

        public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(TimeSpan.FromSeconds(2), CancellationToken.None);
            return ValueTask.FromResult(new ReadinessResult(true, ""));
        }
    }
}
