using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Retraining;

public sealed class RunCommandsTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_run_is_asked_for_followed_and_cancelled()
    {
        var connection = await postgres.CreateDatabaseAsync("desk");
        await using var audit = AuditStore.Open(connection, TimeProvider.System);
        await using var jobs = new JobTables(connection);
        var commands = Commands(audit, jobs);

        var id = await commands.StartAsync("ana", "new season", Token);
        var asked = (await audit.Runs.FindAsync(id, Token))!;
        Assert.Equal(
            ("ana", "new season", "manual", "tables:season"),
            (asked.Request.By, asked.Request.Why, asked.Request.Trigger, asked.Request.Source)
        );
        Assert.Null(await commands.ProgressAsync(id, Token)); // no trainer has taken it up

        var leases = new LeaseTable(jobs.Database);
        Assert.True(await leases.AcquireAsync(id, "a trainer", "only", Token));
        Assert.Equal("only", (await commands.ProgressAsync(id, Token))!.Stage);

        await leases.ReleaseAsync(id, "a trainer", Token);
        await commands.CancelAsync(id, "ben", "wrong season", Token);
        var cancelled = (await audit.Runs.FindAsync(id, Token))!;
        Assert.Equal(
            (RunState.Cancelled, "ben", "wrong season"),
            (cancelled.State, cancelled.Cancellation!.By, cancelled.Cancellation.Why)
        );
        Assert.Null(await commands.ProgressAsync(id, Token));
    }

    [Fact]
    public async Task what_stands_against_it_is_told_in_words()
    {
        var connection = await postgres.CreateDatabaseAsync("desk");
        await using var audit = AuditStore.Open(connection, TimeProvider.System);
        await using var jobs = new JobTables(connection);
        var commands = Commands(audit, jobs);
        var id = await commands.StartAsync("ana", "new season", Token);

        Assert.Contains(id, (await RefusedAsync(() => commands.StartAsync("ben", "again", Token))).Message, StringComparison.Ordinal);
        await commands.CancelAsync(id, "ana", "not now", Token);
        Assert.Contains(
            "there is nothing to cancel",
            (await RefusedAsync(() => commands.CancelAsync(id, "ana", "twice", Token))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "20300131-000001-0000",
            (await RefusedAsync(() => commands.CancelAsync("20300131-000001-0000", "ana", "none", Token))).Message,
            StringComparison.Ordinal
        );

        var broken = Commands(audit, jobs, (_, _) => throw new StageException("there are no stages", "params.yaml", "Name some."));
        Assert.Equal(
            "params.yaml: there are no stages. Name some.",
            (await RefusedAsync(() => broken.StartAsync("ana", "why", Token))).Message
        );
    }

    private static RunDefinition Season => new("desk", "tables:season", 7, "{}");

    private static RunCommands Commands(AuditStore audit, JobTables jobs, StageSet? stages = null) =>
        new(
            () => Season,
            new TrainingRuns(
                audit,
                new LeaseTable(jobs.Database),
                stages ?? ((_, _) => [new IdleStage("only")]),
                new StageJobs(jobs),
                new ProcessIdentity("a console", "test"),
                TimeProvider.System
            ),
            jobs
        );

    private static Task<InvalidOperationException> RefusedAsync(Func<Task> ask) => Assert.ThrowsAsync<InvalidOperationException>(ask);
}
