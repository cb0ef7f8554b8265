using Npgsql;
using Streaming.Audit.Chain;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;

namespace Streaming.Audit.Tests.Chain;

/// <summary>Somebody with all rights of the database who knows this code.</summary>
internal static class Forger
{
    /// <summary>Cuts off the last event with its link, and sets the table of streams back.</summary>
    public static Task<int> CutLastAsync(this AuditDatabase database) =>
        database.ExecuteAsync(
            "delete from audit.mt_events where seq_id = (select seq_id from audit.event_chain order by position desc limit 1); "
                + "update audit.mt_streams s set version = s.version - 1 from audit.event_chain c where c.position = (select "
                + "max(position) from audit.event_chain) and s.id = c.stream; "
                + "delete from audit.event_chain where position = (select max(position) from audit.event_chain)"
        );

    /// <summary>Makes the head fit to the last link that is left.</summary>
    public static Task<int> SetHeadToLastLinkAsync(this AuditDatabase database) =>
        database.ExecuteAsync(
            "update audit.event_chain_head h set position = c.position, hash = c.hash from audit.event_chain c where c.position = "
                + "(select max(position) from audit.event_chain)"
        );

    /// <summary>Writes the whole chain anew over the events that are there.</summary>
    /// <param name="underNewName">Draws another name of the store; else it keeps its own.</param>
    public static async Task RewriteChainAsync(this AuditDatabase database, bool underNewName = false)
    {
        var tables = new ChainTables("audit");
        var happened = new List<ChainedEvent>();
        await using (var snapshot = await ChainSnapshot.TakeAsync(database.Raw, tables, CancellationToken.None))
            await foreach (var one in snapshot.EventsAsync(CancellationToken.None))
                happened.Add(one);
        await database.ExecuteAsync(
            $"delete from audit.event_chain; update audit.event_chain_head set position = "
                + $"0{(underNewName ? ", store = gen_random_uuid()" : "")}; update audit.event_chain_head set hash = "
                + $"sha256(convert_to(store::text, 'UTF8'))"
        );
        foreach (var one in happened)
        {
            await using var link = database.Raw.CreateCommand(tables.Append("$1", "$2", "$3", "$4", "$1"));
            foreach (var value in (object[])[one.ContentHash(), one.Sequence, one.Stream, one.Version])
                link.Parameters.Add(new NpgsqlParameter { Value = value });
            await link.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Makes what people see follow from the events that are there.</summary>
    public static async Task RewriteReadModelsAsync(this AuditDatabase database)
    {
        using var daemon = await database.Open().Events.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<ModelHistoryProjection>(TestContext.Current.CancellationToken);
        await daemon.RebuildProjectionAsync<RunHistoryProjection>(TestContext.Current.CancellationToken);
        await daemon.RebuildProjectionAsync<StageResultProjection>(TestContext.Current.CancellationToken);
        await daemon.RebuildProjectionAsync<TrailProjection>(TestContext.Current.CancellationToken);
    }
}
