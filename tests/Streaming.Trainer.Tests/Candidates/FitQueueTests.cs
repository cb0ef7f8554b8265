using Streaming.Trainer.Candidates;
using Xunit;

namespace Streaming.Trainer.Tests.Candidates;

public sealed class FitQueueTests
{
    [Fact]
    public void native_jobs_never_run_beside_each_other_and_all_jobs_run()
    {
        int running = 0, most = 0, done = 0;
        void Native()
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
        }

        FitQueue.Run(Enumerable.Repeat(Native, 20), Enumerable.Repeat(() => { Interlocked.Increment(ref done); }, 20));
        Assert.Equal((1, 40), (most, done));
    }

    [Fact]
    public void a_failure_comes_as_it_is_and_stops_what_has_not_begun()
    {
        var begun = 0;
        var failure = Assert.Throws<InvalidOperationException>(() => FitQueue.Run(
            [() => throw new InvalidOperationException("told"), () => begun++], []));
        Assert.Equal(("told", 0), (failure.Message, begun));
    }
}
