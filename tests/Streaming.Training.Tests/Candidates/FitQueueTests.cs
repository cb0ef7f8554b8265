using Streaming.Testing;
using Streaming.Training.Candidates;
using Xunit;

namespace Streaming.Training.Tests.Candidates;

public sealed class FitQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void two_fits_run_side_by_side_and_never_three()
    {
        int running = 0,
            most = 0,
            done = 0;
        using var both = new Barrier(2);
        bool Fit(CancellationToken stopping)
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Assert.True(both.SignalAndWait(Patience, stopping));
            Interlocked.Decrement(ref running);
            Interlocked.Increment(ref done);
            return true;
        }

        FitQueue.Run(
            Enumerable.Repeat((FitQueue queue) => (Task)Task.WhenAll(queue.Run(Fit), queue.Run(Fit)), 10),
            TestContext.Current.CancellationToken
        );
        Assert.Equal((2, 20), (most, done));
    }

    [Fact]
    public void a_work_may_ask_for_more_when_it_has_its_first_results()
    {
        var sum = 0;
        async Task Work(FitQueue queue)
        {
            var first = await queue.Run(_ => 1);
            sum = first + (await Task.WhenAll(queue.Run(_ => 10), queue.Run(_ => 100))).Sum();
        }

        FitQueue.Run([Work], TestContext.Current.CancellationToken);
        Assert.Equal(111, sum);
    }

    [Fact]
    public void fits_begin_in_the_order_in_which_they_were_asked_for()
    {
        var begun = new List<int>();
        using var asked = new ManualResetEventSlim();
        int Note(int number)
        {
            begun.Add(number);
            return number;
        }

        FitQueue.Run(
            [
                async queue =>
                {
                    var blocked = queue.Run(stopping => asked.Wait(Patience, stopping)); // leaves one worker
                    var rest = Task.WhenAll(Enumerable.Range(0, 50).Select(number => queue.Run(_ => Note(number))));
                    await rest;
                    asked.Set();
                    await blocked;
                },
            ],
            TestContext.Current.CancellationToken
        );
        Assert.Equal(Enumerable.Range(0, 50), begun);
    }

    [Fact]
    public void a_failure_comes_as_it_is_and_stops_what_has_not_begun_and_what_runs()
    {
        var begun = false;
        var failure = Assert.Throws<InvalidOperationException>(() =>
            FitQueue.Run(
                [
                    queue => queue.Run<int>(_ => throw new InvalidOperationException("told")),
                    queue =>
                        queue.Run(stopping => stopping.WaitHandle.WaitOne(Patience) ? throw new OperationCanceledException(stopping) : 0),
                    async queue =>
                    {
                        await queue.Run(stopping => stopping.WaitHandle.WaitOne(Patience));
                        await queue.Run(_ => begun = true);
                    },
                ],
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(("told", false), (failure.Message, begun));
    }

    [Fact]
    public void a_cancellation_reaches_the_fits_that_run()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bool Fit(CancellationToken stopping)
        {
            cancelling.Cancel();
            stopping.ThrowIfCancellationRequested();
            return true;
        }

        Assert.ThrowsAny<OperationCanceledException>(() =>
            FitQueue.Run([queue => Task.WhenAll(queue.Run(Fit), queue.Run(Fit))], cancelling.Token)
        );
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
