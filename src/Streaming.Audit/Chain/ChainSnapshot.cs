using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Streaming.Audit.Chain;

/// <summary>The chain and the events at one instant, past what the store's own code would show of them. For one caller at a time.</summary>
internal sealed class ChainSnapshot : IAsyncDisposable
{
    /// <summary>What <see cref="Event"/> reads, of table <c>e</c>.</summary>
    public const string EventColumns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.correlation_id, e.causation_id, e.data::text";

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
        await foreach (
            var head in ReadAsync(
                    $"select store, position, hash from {tables.Head} where id = 1",
                    row => new ChainHead(row.GetGuid(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
                    cancellation
                )
                .ConfigureAwait(false)
        )
            return head;
        return null;
    }

    /// <summary>Every link with its event in the order of the chain, then the events that have no link.</summary>
    public IAsyncEnumerable<ChainRow> RowsAsync(CancellationToken cancellation) =>
        ReadAsync(
            $"select c.position, c.seq_id, c.stream, c.version, c.content, c.hash, {EventColumns}, e.is_archived "
                + $"from {tables.Links} c full join {tables.Events} e on e.seq_id = c.seq_id order by c.position nulls last, e.seq_id",
            Row,
            cancellation
        );

    /// <summary>Every event as it is there, whether or not it has a link, by sequence.</summary>
    public IAsyncEnumerable<ChainedEvent> EventsAsync(CancellationToken cancellation) =>
        ReadAsync($"select {EventColumns} from {tables.Events} e order by e.seq_id", row => Event(row, 0)!, cancellation);

    /// <summary>The adoptions that the chain holds.</summary>
    public IAsyncEnumerable<ChainedEvent> AdoptionsAsync(CancellationToken cancellation) =>
        ReadAsync(
            $"select {EventColumns} from {tables.Events} e join {tables.Links} c on c.seq_id = e.seq_id where e.stream_id = $1 order by "
                + $"e.seq_id",
            row => Event(row, 0)!,
            cancellation,
            Acts.ActLog.StoreStream
        );

    /// <summary>Links after a position, at most so many.</summary>
    public IAsyncEnumerable<ChainLink> LinksAsync(long after, int limit, CancellationToken cancellation) =>
        ReadAsync(
            $"select position, seq_id, stream, version, content, hash from {tables.Links} where position > {after} order by position "
                + $"limit {limit}",
            row => Link(row)!,
            cancellation
        );

    /// <summary>What the store's table of streams says.</summary>
    public async Task<Dictionary<string, StreamRow>> StreamsAsync(CancellationToken cancellation)
    {
        var streams = new Dictionary<string, StreamRow>(StringComparer.Ordinal);
        await foreach (
            var (stream, row) in ReadAsync(
                    $"select id, version, coalesce(is_archived, false), type from {tables.Schema}.mt_streams",
                    row => (row.GetString(0), new StreamRow(row.GetInt64(1), row.GetBoolean(2), Text(row, 3))),
                    cancellation
                )
                .ConfigureAwait(false)
        )
            streams.Add(stream, row);
        return streams;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync(); // rolls back; nothing was written

    private static ChainRow Row(NpgsqlDataReader row) => new(Link(row), Event(row, 6), !row.IsDBNull(16) && row.GetBoolean(16));

    private static ChainLink? Link(NpgsqlDataReader row) =>
        row.IsDBNull(0)
            ? null
            : new ChainLink(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetString(2),
                row.GetInt64(3),
                row.GetFieldValue<byte[]>(4),
                row.GetFieldValue<byte[]>(5)
            );

    /// <param name="first">Where <see cref="EventColumns"/> begin.</param>
    public static ChainedEvent? Event(NpgsqlDataReader row, int first) =>
        row.IsDBNull(first)
            ? null
            : new ChainedEvent(
                row.GetGuid(first + 1),
                row.GetInt64(first),
                Text(row, first + 2) ?? "",
                row.GetInt64(first + 3),
                row.GetString(first + 4),
                new DateTimeOffset(row.GetDateTime(first + 5).ToUniversalTime(), TimeSpan.Zero),
                Text(row, first + 6),
                Text(row, first + 7),
                Text(row, first + 8),
                row.GetString(first + 9)
            );

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>Rows of the same instant. One reading after the other.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellation,
        params object[] values
    )
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
                    yield return read(rows);
            }
        }
    }
}
