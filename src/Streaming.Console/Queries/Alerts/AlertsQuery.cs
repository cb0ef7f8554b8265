using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Models.Policy;

namespace Streaming.Console.Queries.Alerts;

/// <summary>Reads alerts, the newest first, page by page. Safe to use from any thread.</summary>
public sealed class AlertsQuery(ConsoleDatabase database, TimeProvider clock)
{
    private const string Columns = """
        a.raised_at, a.event_id, a.order_id, a.tier, a.probability, a.action, a.reasons,
        a.customer_id, a.customer_unique_id, a.customer_state, a.answered,
        a.delivered_at, a.delay_days, a.items, a.price, a.sellers, a.categories,
        (select o.tier from console.orders o
          where o.order_id = a.order_id and (o.version, o.decision_number) > (a.version, a.decision_number))
        """;

    /// <param name="size">Alerts on a page, 1 or more.</param>
    public async Task<AlertsPage> ReadAsync(AlertFilter filter, int size, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        var sql = new StringBuilder($"select {Columns} from console.alerts a where true");
        var values = new List<object?>();
        if (filter.Tier is { } tier)
            Add(" and a.tier = ", (short)tier);
        if (filter.OpenOnly)
            sql.Append(" and not a.answered");
        if (filter.OrderId is { } order)
            Add(" and a.order_id = ", order.Replace('\0', '?'));
        if (filter.Before is { } place)
        {
            values.Add(Commands.Typed(place.RaisedAt, NpgsqlDbType.TimestampTz));
            values.Add(place.EventId.Replace('\0', '?'));
            sql.Append(CultureInfo.InvariantCulture, $" and (a.raised_at, a.event_id) < (${values.Count - 1}, ${values.Count})");
        }

        Add(" order by a.raised_at desc, a.event_id desc limit ", size + 1);
        var found = await connection.QueryAsync(sql.ToString(), Read, cancellation, [.. values]);
        var any =
            found.Count > 0
            || (await connection.QueryAsync("select exists(select from console.alerts)", row => row.GetBoolean(0), cancellation)).Single();
        return new AlertsPage([.. found.Take(size)], found.Count > size ? found[size - 1].Place : null, clock.GetUtcNow(), any);

        void Add(string text, object value)
        {
            values.Add(value);
            sql.Append(CultureInfo.InvariantCulture, $"{text}${values.Count}");
        }
    }

    private static AlertView Read(NpgsqlDataReader row) =>
        new(
            new AlertPlace(row.GetDateTime(0), row.GetString(1)),
            row.GetString(2),
            new AlertScore(
                (Tier)row.GetInt16(3),
                row.GetDouble(4),
                row.GetString(5),
                row.GetFieldValue<string[]>(6),
                (Tier?)row.ValueOrNull<short>(17)
            ),
            new AlertCustomer(row.GetString(7), row.TextOrNull(8), row.TextOrNull(9), row.GetBoolean(10)),
            new AlertDelivery(row.GetDateTime(11), row.ValueOrNull<double>(12)),
            new AlertBasket(row.GetInt32(13), row.GetDouble(14), row.GetFieldValue<string[]>(15), row.GetFieldValue<string[]>(16))
        );
}
