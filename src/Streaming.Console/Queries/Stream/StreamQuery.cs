using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Queries.Stream;

/// <summary>Reads what the projector has measured of the stream. Safe to use from any thread.</summary>
public sealed class StreamQuery(ConsoleDatabase database, TimeProvider clock)
{
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<StreamView> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        var measured = (
            await connection.QueryAsync(
                "select measured_at, detail from console.lag where reader = 'scorer'",
                row => (At: Instant(row, 0), Detail: row.GetString(1)),
                cancellation
            )
        ).SingleOrDefault();
        return new StreamView(
            clock.GetUtcNow(),
            measured.At,
            measured.Detail ?? "",
            await connection.QueryAsync(
                """
                select partition, committed, end_offset, oldest_at, rate, owner, host, moved_at, measured_at from console.partition_lag
                order by partition
                """,
                Partition,
                cancellation
            ),
            await connection.QueryAsync(
                "select instance, model_name, model_sha256, decision_number, ended_at from console.scorers order by instance",
                row => new InstanceLine(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), Instant(row, 4)!.Value),
                cancellation
            )
        );
    }

    private static PartitionLine Partition(NpgsqlDataReader row) =>
        new()
        {
            Partition = row.GetInt32(0),
            Committed = row.GetInt64(1),
            End = row.GetInt64(2),
            OldestAt = Instant(row, 3),
            Rate = row.GetDouble(4),
            Owner = row.TextOrNull(5) is { } owner ? new PartitionHolder(owner, row.TextOrNull(6) ?? "") : null,
            MovedAt = Instant(row, 7)!.Value,
            MeasuredAt = Instant(row, 8)!.Value,
        };

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetDateTime(column).ToUniversalTime());
}
