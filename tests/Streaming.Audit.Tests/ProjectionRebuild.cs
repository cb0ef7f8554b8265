using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests;

public sealed class ProjectionRebuild(PostgresFixture postgres)
{
    /// <summary>The table of each read model, and what is done to it before it is rebuilt.</summary>
    private static readonly Dictionary<string, string> Damage = new()
    {
        ["mt_doc_modelhistory"] = "update audit.mt_doc_modelhistory set data = jsonb_set(data, '{champions}', '[]')",
        ["mt_doc_runhistory"] = "update audit.mt_doc_runhistory set data = jsonb_set(data, '{stages}', '[]')",
        ["mt_doc_stageresult"] = "update audit.mt_doc_stageresult set data = jsonb_set(data, '{outputs}', '{}')",
        ["mt_doc_trailentry"] = "update audit.mt_doc_trailentry set data = jsonb_set(data, '{who}', '\"nobody\"'), who = 'nobody'",
    };

    [Fact]
    public async Task of_every_read_model_gives_its_stored_state()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        Assert.Equal(
            Damage.Keys.Order(StringComparer.Ordinal),
            (
                await ColumnAsync(
                    database,
                    "select tablename::text from pg_tables where schemaname = 'audit' and tablename like 'mt\\_doc\\_%' and tablename "
                        + "<> 'mt_doc_deadletterevent' order by 1"
                )
            ).Order(StringComparer.Ordinal)
        );
        var stored = await StateAsync(database);

        foreach (var damage in Damage.Values)
            await database.ExecuteAsync(damage);
        await database.ExecuteAsync("delete from audit.mt_doc_runhistory where id = 'run/" + RichHistory.FailedRun + "'");
        Assert.All(await StateAsync(database), (now, i) => Assert.NotEqual(stored[i], now));
        using (var daemon = await store.Events.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync<ModelHistoryProjection>(TestContext.Current.CancellationToken);
            await daemon.RebuildProjectionAsync<RunHistoryProjection>(TestContext.Current.CancellationToken);
            await daemon.RebuildProjectionAsync<StageResultProjection>(TestContext.Current.CancellationToken);
            await daemon.RebuildProjectionAsync<TrailProjection>(TestContext.Current.CancellationToken);
        }

        Assert.Equal(stored, await StateAsync(database));
        Assert.True((await store.Chain.VerifyAsync([])).IsWhole);
    }

    /// <summary>Of each table all rows with all columns but those that say when and by what a row was written.</summary>
    private static async Task<List<string>> StateAsync(AuditDatabase database)
    {
        var state = new List<string>();
        foreach (var table in Damage.Keys)
        {
            var rows = await ColumnAsync(
                database,
                $"select (to_jsonb(t) - 'mt_last_modified' - 'mt_version' - 'mt_dotnet_type')::text from audit.{table} t order by id"
            );
            Assert.NotEmpty(rows);
            state.Add(string.Join('\n', rows));
        }

        return state;
    }

    private static async Task<List<string>> ColumnAsync(AuditDatabase database, string sql)
    {
        await using var command = database.Raw.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }
}
