using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit.Runs;
using Streaming.Embedded.Postgres;
using Streaming.Models.Policy;
using Streaming.Retraining.Runs.Leases;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>A real server that an administrator stops under a run and starts again.</summary>
public sealed class StoppedDatabase
{
    /// <summary>The lease runs out meanwhile.</summary>
    private static readonly TimeSpan LongerThanALease = LeaseTable.Duration + TimeSpan.FromSeconds(1);

    /// <summary>Longer than a fault that is no outage is retried, and than a job stays its worker's.</summary>
    private static readonly TimeSpan LongerThanRetries = TimeSpan.FromSeconds(16);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task under_a_fit_in_a_child_process_and_at_the_end_of_a_stage_fails_no_run()
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed");
        using var folder = new TemporaryFolder("stopped");
        var options = new EmbeddedPostgresOptions { DataFolder = folder.Path, Fsync = false };
        var server = await StartAsync();
        using var link = new CuttableLink(server.ConnectionString);
        await using var world = new RunWorld(link.ConnectionString);
        world.Say("05-training", "hold");
        world.Say("06-evaluation", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);

        await world.WaitForStageAsync("05-training");
        server = await StopForAWhileAsync(LongerThanALease, () => { });
        Assert.False(Process.GetProcessById(world.ProcessOf("05-training")).HasExited); // the fit has gone on without it
        world.Unsay("05-training", "hold");
        await world.WaitForStageAsync("06-evaluation");
        server = await StopForAWhileAsync(LongerThanRetries, () => world.Unsay("06-evaluation", "hold")); // its end meets the outage
        var done = await working.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(RunState.Completed, done.State);
        Assert.All(done.Stages, stage => Assert.Single(stage.Attempts));
        Assert.Equal(7, (await world.Audit.Runs.EventsAsync(run.RunId)).OfType<StageCompleted>().Count());
        Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
        Assert.Empty((await world.Audit.Chain.VerifyAsync([])).Findings);
        await server.DisposeAsync();

        Task<EmbeddedPostgres> StartAsync() =>
            EmbeddedPostgres.StartAsync(options, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

        async Task<EmbeddedPostgres> StopForAWhileAsync(TimeSpan outage, Action meanwhile)
        {
            var since = Stopwatch.GetTimestamp();
            await server.DisposeAsync();
            meanwhile();
            await Wait.Until(() => Stopwatch.GetElapsedTime(since) > outage, Patience); // how long it is away is what is tested
            var again = await StartAsync();
            link.LeadTo(again.ConnectionString);
            return again;
        }
    }
}
