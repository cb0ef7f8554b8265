using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Projection.Tiers;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.Alerts;

/// <summary>One row per alert. An alert that comes again has the same id and changes nothing.</summary>
internal sealed class AlertRows : IReadModel
{
    /// <summary>COPY into a table of the transaction's own, then one insert: rows whose alert is known already must not fail the
    /// others.</summary>
    private const string Stage = "create temp table if not exists new_alerts (like console.alerts) on commit delete rows";

    private const string Copy = """
        copy new_alerts (event_id, order_id, version, tier, raised_at, recorded_at, delivered_at, probability, action, customer_id,
          customer_unique_id, customer_state,
            answered, delay_days, items, price, reasons, sellers, categories, model_sha256, decision_number) from stdin (format binary)
        """;

    private const string Insert = "insert into console.alerts select * from new_alerts on conflict (event_id) do nothing";

    public IReadOnlyList<string> Tables => ["console.alerts"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var alerts = records.Select(record => record.Fact).OfType<SatisfactionAlert>().ToList();
        if (alerts.Count == 0)
            return;
        await connection.ExecuteAsync(Stage, cancellation);
        await using (var writer = await connection.BeginBinaryImportAsync(Copy, cancellation))
        {
            foreach (var alert in alerts)
                await WriteAsync(writer, alert, cancellation);
            await writer.CompleteAsync(cancellation);
        }

        await connection.ExecuteAsync(Insert, cancellation);
        await connection.ExecuteAsync("truncate new_alerts", cancellation);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter row, SatisfactionAlert alert, CancellationToken cancellation)
    {
        await row.StartRowAsync(cancellation);
        await row.WriteAsync(alert.EventId, cancellation);
        await row.WriteAsync(alert.OrderId, cancellation);
        await row.WriteAsync(alert.Version, cancellation);
        await row.WriteAsync(TierCode.Of(alert.Tier), cancellation);
        await row.WriteAsync(alert.RaisedAt, NpgsqlDbType.TimestampTz, cancellation);
        await row.WriteAsync(StreamTime.Of(alert.RecordedAt), NpgsqlDbType.Timestamp, cancellation);
        await row.WriteAsync(StreamTime.Of(alert.DeliveredAt), NpgsqlDbType.Timestamp, cancellation);
        await row.WriteAsync(alert.Probability, cancellation);
        await row.WriteAsync(alert.Action, cancellation);
        await row.WriteAsync(alert.CustomerId, cancellation);
        await WriteOrNullAsync(row, alert.CustomerUniqueId, cancellation);
        await WriteOrNullAsync(row, alert.CustomerState, cancellation);
        await row.WriteAsync(alert.AnsweredBeforeDelivery, cancellation);
        if (alert.DeliveryDelayDays is { } days)
            await row.WriteAsync(days, cancellation);
        else
            await row.WriteNullAsync(cancellation);
        await row.WriteAsync(alert.OrderItemsCount, cancellation);
        await row.WriteAsync(alert.TotalPrice, cancellation);
        await row.WriteAsync(alert.Reasons.Select(reason => reason.Text).ToArray(), cancellation);
        await row.WriteAsync(alert.SellerIds.ToArray(), cancellation);
        await row.WriteAsync(alert.ProductCategoryNames.ToArray(), cancellation);
        await row.WriteAsync(alert.ModelSha256, cancellation);
        await row.WriteAsync(alert.DecisionNumber, cancellation);
    }

    private static Task WriteOrNullAsync(NpgsqlBinaryImporter row, string? text, CancellationToken cancellation) =>
        text is null ? row.WriteNullAsync(cancellation) : row.WriteAsync(text, cancellation);
}
