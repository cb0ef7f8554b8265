using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Models.Policy;

namespace Streaming.Console.Queries.Alerts;

/// <summary>Which alerts are asked for.</summary>
/// <param name="Tier">Red or yellow only; null for both.</param>
/// <param name="OpenOnly">Only customers who had not answered at delivery: those who can still be helped before they do.</param>
/// <param name="OrderId">Only those of one order; null for all.</param>
/// <param name="Before">The page begins after this alert; null for the newest.</param>
public sealed record AlertFilter(Tier? Tier = null, bool OpenOnly = false, string? OrderId = null, AlertPlace? Before = null);

/// <summary>Where a page ends: alerts are ordered by the time they were raised, and by id within it.</summary>
public sealed record AlertPlace(DateTime RaisedAt, string EventId)
{
    private const int LongestId = 200;

    /// <summary>For an address; <see cref="TryParse"/> reads it again.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RaisedAt.Ticks}-{EventId}");

    public static AlertPlace? TryParse(string? text)
    {
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return
            dash > 0
            && text!.Length < LongestId
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks
            ? new AlertPlace(new DateTime(ticks, DateTimeKind.Utc), text[(dash + 1)..])
            : null;
    }
}

/// <summary>One alert as a support agent reads it.</summary>
/// <param name="ScoredAgainAs">The tier of a later score of the order; null when this one still counts.</param>
public sealed record AlertView(
    AlertPlace Place,
    string OrderId,
    Tier Tier,
    DateTime RecordedAt,
    DateTime DeliveredAt,
    double Probability,
    string Action,
    string CustomerId,
    string? CustomerUniqueId,
    string? CustomerState,
    bool Answered,
    double? DelayDays,
    int Items,
    double Price,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Sellers,
    IReadOnlyList<string> Categories,
    long DecisionNumber,
    Tier? ScoredAgainAs
);

/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record AlertsPage(IReadOnlyList<AlertView> Alerts, AlertPlace? Next, DateTimeOffset Now, bool AnyAtAll);

internal static class AlertsQuery
{
    private const string Columns = """
        a.raised_at, a.event_id, a.order_id, a.tier, a.recorded_at, a.delivered_at, a.probability, a.action, a.customer_id, a.customer_unique_id, a.customer_state, a.answered,
        a.delay_days, a.items, a.price, a.reasons, a.sellers, a.categories, a.decision_number,
        (select o.tier from console.orders o where o.order_id = a.order_id and (o.version, o.decision_number) > (a.version, a.decision_number))
        """;

    /// <param name="size">Alerts on a page, 1 or more.</param>
    public static async Task<AlertsPage> ReadAsync(
        ConsoleDatabase database,
        AlertFilter filter,
        int size,
        DateTimeOffset now,
        CancellationToken cancellation
    )
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
        return new AlertsPage([.. found.Take(size)], found.Count > size ? found[size - 1].Place : null, now, any);

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
            (Tier)row.GetInt16(3),
            row.GetDateTime(4),
            row.GetDateTime(5),
            row.GetDouble(6),
            row.GetString(7),
            row.GetString(8),
            row.TextOrNull(9),
            row.TextOrNull(10),
            row.GetBoolean(11),
            row.ValueOrNull<double>(12),
            row.GetInt32(13),
            row.GetDouble(14),
            row.GetFieldValue<string[]>(15),
            row.GetFieldValue<string[]>(16),
            row.GetFieldValue<string[]>(17),
            row.GetInt64(18),
            (Tier?)row.ValueOrNull<short>(19)
        );
}
