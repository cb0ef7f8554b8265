using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Streaming.Audit.Chain;

/// <summary>The chain and the events at one instant, past what the store's own code would show of them. For one caller at a time.</summary>
internal sealed class ChainSnapshot : IAsyncDisposable
{
    private readonly ChainTables tables;
    private readonly NpgsqlConnection connection;

    private ChainSnapshot(ChainTables tables, NpgsqlConnection connection)
    {
        this.tables = tables;
        this.connection = connection;
    }

    public static async Task<ChainSnapshot> TakeAsync(NpgsqlDataSource database, ChainTables tables, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        return new ChainSnapshot(tables, connection);
    }

    /// <summary>Null when somebody has removed it.</summary>
    public async Task<ChainHead?> HeadAsync(CancellationToken cancellation)
    {
        await foreach (var head in ReadAsync($"select store, position, hash from {tables.Head} where id = 1",
            row => new ChainHead(row.GetGuid(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)), cancellation).ConfigureAwait(false))
            return head;
        return null;
    }

    /// <summary>Every link with its event in the order of the chain, then the events that have no link.</summary>
    public IAsyncEnumerable<ChainRow> RowsAsync(CancellationToken cancellation) => ReadAsync(
        "select c.position, c.seq_id, c.stream, c.version, c.content, c.hash, "
        + "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.correlation_id, e.causation_id, e.data::text, e.is_archived "
        + $"from {tables.Links} c full join {tables.Schema}.mt_events e on e.seq_id = c.seq_id order by c.position nulls last, e.seq_id",
        Row,
        cancellation);

    /// <summary>Links after a position, at most so many.</summary>
    public IAsyncEnumerable<ChainLink> LinksAsync(long after, int limit, CancellationToken cancellation) => ReadAsync(
        $"select position, seq_id, stream, version, content, hash from {tables.Links} where position > {after} order by position limit {limit}", row => Link(row)!, cancellation);

    /// <summary>What the store's table of streams says: how many events each has.</summary>
    public async Task<Dictionary<string, long>> StreamsAsync(CancellationToken cancellation)
    {
        var streams = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var (stream, version) in ReadAsync($"select id, version from {tables.Schema}.mt_streams", row => (row.GetString(0), row.GetInt64(1)), cancellation).ConfigureAwait(false))
            streams.Add(stream, version);
        return streams;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync(); // rolls back; nothing was written

    private static ChainRow Row(NpgsqlDataReader row) => new(Link(row), Event(row), !row.IsDBNull(16) && row.GetBoolean(16));

    private static ChainLink? Link(NpgsqlDataReader row) => row.IsDBNull(0)
        ? null
        : new ChainLink(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5));

    private static ChainedEvent? Event(NpgsqlDataReader row) => row.IsDBNull(6)
        ? null
        : new ChainedEvent(
            row.GetGuid(7), row.GetInt64(6), Text(row, 8) ?? "", row.GetInt64(9), row.GetString(10), new DateTimeOffset(row.GetDateTime(11).ToUniversalTime(), TimeSpan.Zero),
            Text(row, 12), Text(row, 13), Text(row, 14), row.GetString(15));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private async IAsyncEnumerable<T> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                    yield return read(rows);
            }
        }
    }
}
