using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Host.Web;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class ReadinessTests
{
    [Fact]
    public async Task a_check_that_hangs_is_not_ready_and_holds_nothing_up()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        var outcomes = await new Readiness([new Hanging(), new Blocking()], limit, TimeProvider.System, NullLogger.Instance).AskAsync(
            CancellationToken.None
        );
        Assert.All(outcomes, check => Assert.Equal((false, "no answer within 0.1 s"), (check.Ready, check.Detail)));
    }

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
