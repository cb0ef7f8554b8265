using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;

namespace Streaming.Cases.Intake;

/// <summary>What the intake reads and writes beside events, within the transaction that the connection has open.</summary>
internal sealed class IntakeTables(CaseTables tables, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
    };

    private const int LongestReason = 1_000;

    /// <summary>Holds these orders' streams until the transaction ends: whoever works on one of their cases waits.</summary>
    public Task LockAsync(NpgsqlConnection connection, IReadOnlyCollection<string> orders, CancellationToken cancellation) =>
        connection.ReadAsync(
            $"select id from {tables.Schema}.mt_streams where id = any($1) order by id for update",
            row => row.GetString(0),
            cancellation,
            (object)orders.ToArray()
        );

    public async Task<Dictionary<string, AlertCase>> CasesAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> orders,
        CancellationToken cancellation
    ) =>
        (
            await connection
                .ReadAsync(
                    $"select data::text from {tables.Cases} where order_id = any($1)",
                    row => CaseRow.CaseOf(row.GetString(0)),
                    cancellation,
                    (object)orders.ToArray()
                )
                .ConfigureAwait(false)
        ).ToDictionary(one => one.Id, StringComparer.Ordinal);

    public async Task<ILookup<string, StoredReview>> ReviewsAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> orders,
        CancellationToken cancellation
    ) =>
        (
            await connection
                .ReadAsync(
                    $"select event_id, order_id, version, score, answered_at, recorded_at from {tables.Reviews} where order_id = any($1)",
                    row => new StoredReview(
                        row.GetString(0),
                        row.GetString(1),
                        row.GetInt32(2),
                        row.GetInt32(3),
                        row.GetDateTime(4),
                        row.GetDateTime(5)
                    ),
                    cancellation,
                    (object)orders.ToArray()
                )
                .ConfigureAwait(false)
        ).ToLookup(review => review.OrderId, StringComparer.Ordinal);

    /// <summary>Which of these alerts were looked at before.</summary>
    public async Task<HashSet<string>> KnownAlertsAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> alerts,
        CancellationToken cancellation
    ) =>
        [
            .. await connection
                .ReadAsync(
                    $"select alert_id from {tables.Alerts} where alert_id = any($1)",
                    row => row.GetString(0),
                    cancellation,
                    (object)alerts.ToArray()
                )
                .ConfigureAwait(false),
        ];

    public Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<SeenAlert> alerts, CancellationToken cancellation)
    {
        var rows = alerts.Select(seen => new
        {
            AlertId = seen.Of.Alert.Id,
            seen.Of.OrderId,
            seen.Of.Alert.Tier,
            Answered = seen.Of.Alert.AnsweredBeforeDelivery,
            seen.Of.Alert.IsLate,
            seen.Of.Alert.Probability,
            seen.Priority,
            seen.Of.Day,
            seen.Of.Alert.DeliveredAt,
            seen.Of.Alert.RaisedAt,
            CustomerUniqueId = seen.Of.Alert.Customer.UniqueId,
            seen.IsRanked,
            seen.IsOpened,
            seen.IsHeldOut,
        });
        return connection.ExecuteAsync(
            $"""
            insert into {tables.Alerts} (alert_id, order_id, tier, answered, is_late, probability, priority, day, delivered_at, raised_at,
              customer_unique_id, is_ranked, is_opened, is_held_out)
            select * from jsonb_to_recordset($1::jsonb) as r(alert_id text, order_id text, tier text, answered boolean, is_late boolean,
              probability double precision, priority double precision, day date, delivered_at timestamp, raised_at timestamptz,
              customer_unique_id text, is_ranked boolean, is_opened boolean, is_held_out boolean)
            """,
            cancellation,
            JsonSerializer.Serialize(rows, Json)
        );
    }

    public Task WriteAsync(NpgsqlConnection connection, IEnumerable<StoredReview> reviews, CancellationToken cancellation) =>
        connection.ExecuteAsync(
            $"""
            insert into {tables.Reviews} (event_id, order_id, version, score, answered_at, recorded_at)
            select event_id, order_id, version, score, answered_at, recorded_at from jsonb_to_recordset($1::jsonb) as r(event_id text,
              order_id text, version integer, score integer, answered_at timestamp, recorded_at timestamp)
            on conflict (event_id) do update set version = excluded.version, score = excluded.score, answered_at = excluded.answered_at,
              recorded_at = excluded.recorded_at
            """,
            cancellation,
            JsonSerializer.Serialize(reviews, Json)
        );

    /// <summary>Records that were left out, each with its place and why.</summary>
    public Task WriteSkippedAsync(NpgsqlConnection connection, IReadOnlyList<IntakeRecord> skipped, CancellationToken cancellation) =>
        connection.ExecuteAsync(
            $"""
            insert into {tables.Skipped} (topic, partition, record_offset, reason, noted_at) select t, p, o, r, $5
            from unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) as s(t, p, o, r) on conflict do nothing
            """,
            cancellation,
            skipped.Select(record => record.Topic).ToArray(),
            skipped.Select(record => record.Partition).ToArray(),
            skipped.Select(record => record.Offset).ToArray(),
            skipped.Select(record => Printable(((NotUnderstood)record.Fact).Why)).ToArray(),
            clock.GetUtcNow()
        );

    private static string Printable(string reason)
    {
        var plain = reason.Replace('\0', '?');
        return plain.Length <= LongestReason ? plain : plain[..LongestReason];
    }
}
