using Npgsql;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Stages;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs.Leases;

public sealed class LeaseTableOnPostgres(PostgresFixture postgres)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task of_many_that_take_a_model_at_once_one_gets_it_and_the_others_learn_which()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("leases"));
        var tables = Enumerable.Range(0, 8).Select(_ => new LeaseTable(database)).ToList();

        var active = await Task.WhenAll(tables.Select((table, at) => Task.Run(() => table.TakeAsync("m", $"run{at}", Never))));

        var winner = Array.FindIndex(active, lease => lease is null);
        Assert.Equal(7, active.Count(lease => lease?.Run == $"run{winner}"));
    }

    [Fact]
    public async Task one_node_holds_a_run_until_it_lets_go()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("leases"));
        var leases = new LeaseTable(database);
        await leases.TakeAsync("m", "run", Never);

        Assert.True(await leases.AcquireAsync("run", "one", "01", Never));
        Assert.True(await leases.AcquireAsync("run", "one", "01", Never));
        Assert.False(await leases.AcquireAsync("run", "two", "01", Never));
        await leases.ReleaseAsync("run", "two", Never);
        Assert.False(await leases.AcquireAsync("run", "two", "01", Never));
        await leases.ReleaseAsync("run", "one", Never);
        Assert.True(await leases.AcquireAsync("run", "two", "02", Never));
        Assert.Null(await leases.RenewAsync("run", "one", new StageProgress("", 0), Never));
    }

    [Fact]
    public async Task a_silent_node_is_replaced_and_cannot_renew()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("leases"));
        var leases = new LeaseTable(database);
        await leases.TakeAsync("m", "run", Never);
        await leases.AcquireAsync("run", "one", "01", Never);
        await SilenceAsync(database);

        Assert.True(Assert.Single(await leases.ListAsync(Never)).IsAbandoned);
        Assert.True(await leases.ClaimResumeAsync("run", Never));
        Assert.False(await leases.ClaimResumeAsync("run", Never));
        Assert.True(await leases.AcquireAsync("run", "two", "01", Never));
        Assert.Null(await leases.RenewAsync("run", "one", new StageProgress("", 0), Never));
        Assert.False(Assert.Single(await leases.ListAsync(Never)).IsAbandoned);
    }

    [Fact]
    public async Task progress_and_the_first_wish_to_cancel_are_read_back()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("leases"));
        var leases = new LeaseTable(database);
        await leases.TakeAsync("m", "run", Never);
        await leases.AcquireAsync("run", "one", "05-training", Never);
        await leases.RequestCancelAsync("run", "ann", "too slow", Never);
        await leases.RequestCancelAsync("run", "bob", "me too", Never);

        var lease = await leases.RenewAsync("run", "one", new StageProgress("fold 2", 0.4, 12), Never);

        Assert.Equal(("05-training", new StageProgress("fold 2", 0.4, 12)), (lease!.Stage, lease.Progress));
        Assert.Equal(("ann", "too slow"), (lease.CancelBy, lease.CancelWhy));
        Assert.False(await leases.RequestCancelAsync("another", "ann", "too slow", Never));
    }

    [Fact]
    public async Task an_ended_run_frees_its_model()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync("leases"));
        var leases = new LeaseTable(database);
        await leases.TakeAsync("m", "run", Never);

        await leases.EndAsync("run", Never);

        Assert.Null(await leases.TakeAsync("m", "next", Never));
        Assert.Equal("next", (await leases.TakeAsync("m", "third", Never))!.Run);
    }

    /// <summary>As if the holder had said nothing for as long as a hold lasts.</summary>
    internal static async Task SilenceAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("update trainer.leases set until = now() - interval '6 seconds'");
        await command.ExecuteNonQueryAsync();
    }
}
