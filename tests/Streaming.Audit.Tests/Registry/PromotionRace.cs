using Npgsql;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Registry;

/// <summary>Two people promote at the same moment: both have read the same past before either writes.</summary>
public sealed class PromotionRace(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task has_one_winner_and_one_clear_refusal(int decisionsBefore)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [database.Open(), database.Open()];
        for (var before = 0; before < decisionsBefore; before++)
            await stores[0].PromoteAsync($"before {before}");
        await stores[0].Artifacts.PutAsync(Candidates.Artifact("a"));
        await stores[1].Artifacts.PutAsync(Candidates.Artifact("b"));

        await using var gate = await database.Raw.OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await ExecuteAsync(gate, "lock table audit.mt_streams, audit.mt_events in exclusive mode"); // reading goes on, writing waits
        var outcomes = ((string[])["a", "b"]).Select((version, i) => OutcomeAsync(stores[i], version)).ToList();
        await Wait.Until(async () => await WaitingAsync(database) == 2, TimeSpan.FromSeconds(30), "both promotions wait to write");
        await closed.CommitAsync();
        var messages = await Task.WhenAll(outcomes);

        var refusal = Assert.Single(messages, message => message is not null);
        Assert.Equal(
            $"another decision about model 'satisfaction' was recorded at the same moment and took number {decisionsBefore + 1}; look "
                + $"at it, then decide again",
            refusal
        );
        var history = Assert.Single(await stores[0].Models.ListAsync());
        Assert.Equal(Enumerable.Range(1, decisionsBefore + 1), history.Champions.Select(champion => (int)champion.DecisionNumber));
        Assert.Equal(decisionsBefore + 1, history.Registered.Count);
    }

    private static async Task<string?> OutcomeAsync(AuditStore store, string version)
    {
        try
        {
            await store.Models.PromoteAsync(Candidates.Of(version), "ana", "race");
            return null;
        }
        catch (PromotionRefusedException refused)
        {
            return refused.Message;
        }
    }

    private static async Task<long> WaitingAsync(AuditDatabase database)
    {
        await using var command = database.Raw.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
