using System.Text;
using Npgsql;
using NpgsqlTypes;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Models.Policy;

namespace Streaming.Cases.Queries;

/// <summary>SQL of the queues.</summary>
internal sealed class CaseSql(CaseTables tables)
{
    private const string Waits = "status = 'Snoozed' and (snoozed_until is null or snoozed_until > @now)";
    private const string Woken = "status = 'Snoozed' and snoozed_until <= @now";
    private const string OpenStatuses = "'Unassigned', 'Taken', 'Snoozed'";

    public const string Late = "contacted_at is null and due_at < @now";

    /// <summary>Counts of all queues in one row.</summary>
    public string Counts =>
        $"""
            select
              count(*) filter (where (status = 'Unassigned' or {Woken} and owner is null) and action = 'CallBeforeReview'),
              count(*) filter (where owner = @user and (status = 'Taken' or {Woken})),
              count(*) filter (where {Waits}),
              count(*) filter (where {Late} and not ({Waits})),
              count(*) filter (where (status = 'Unassigned' or {Woken} and owner is null) and action = 'RepairAfterReview'),
              (select count(*) from {tables.Cases} where status = 'Closed'),
              count(*)
            from {tables.Cases} where status in ({OpenStatuses})
            """;

    public string CasesOfPerson =>
        $"select data::text from {tables.Cases} where customer_unique_id = $1 and status <> 'HeldOut' order by opened_at desc limit 50";

    public string AlertsOfPerson =>
        $"""
            select alert_id, order_id, tier, probability, delivered_at, raised_at from {tables.Alerts} a
            where customer_unique_id = $1 and not is_opened and not exists (select from {tables.Cases} c where c.order_id = a.order_id)
            order by raised_at desc limit 50
            """;

    /// <summary>Of several reviews of an order the one that was answered last counts.</summary>
    public string ReviewOfOrder =>
        $"""
            select score, answered_at from {tables.Reviews} where order_id = $1
            order by answered_at desc, event_id collate "C" desc limit 1
            """;

    public static OrderReview Review(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetDateTime(1));

    public static PersonAlert Alert(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Enum.Parse<Tier>(row.GetString(2)),
            row.GetDouble(3),
            row.GetDateTime(4),
            new DateTimeOffset(row.GetDateTime(5).ToUniversalTime())
        );

    /// <summary>One page. Each kind of row that the view holds is read in order from its own index, no more of each than the page
    /// takes.</summary>
    public NpgsqlCommand Page(NpgsqlConnection connection, CaseFilter filter, CasePlace? after, int size, DateTimeOffset now)
    {
        var isByTime = filter.View == CaseView.Closed;
        var command = new NpgsqlCommand { Connection = connection };
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("size", size);
        command.Parameters.AddWithValue("user", filter.User);
        var more = Narrowed(command, filter);
        if (after is not null)
        {
            more += isByTime ? " and (closed_at, order_id) < (@key, @id)" : " and (place, order_id) > (@key, @id)";
            command.Parameters.AddWithValue("id", after.OrderId);
            command.Parameters.AddWithValue("key", isByTime ? TimeOf(after) : -after.Key);
        }

        var order = isByTime ? "closed_at desc, order_id desc" : "place, order_id";
        var parts = Kinds(filter).Select(kind => $"(select * from {tables.Cases} where {kind}{more} order by {order} limit @size)");
        command.CommandText =
            $"select data::text, closed_at from ({string.Join(" union all ", parts)}) as page order by {order} limit @size";
        return command;
    }

    /// <summary>The key under which a case stands in a view.</summary>
    public static CasePlace PlaceOf(CaseView view, AlertCase one) =>
        new(view == CaseView.Closed ? Microseconds(one.ClosedAt ?? one.OpenedAt) : one.Rank.Priority, one.Id);

    private static string[] Kinds(CaseFilter filter) =>
        filter.View switch
        {
            CaseView.Unassigned =>
            [
                "status = 'Unassigned' and action = 'CallBeforeReview'",
                $"{Woken} and owner is null and action = 'CallBeforeReview'",
            ],
            CaseView.Answered =>
            [
                "status = 'Unassigned' and action = 'RepairAfterReview'",
                $"{Woken} and owner is null and action = 'RepairAfterReview'",
            ],
            CaseView.Mine => ["owner = @user and status = 'Taken'", $"owner = @user and {Woken}"],
            CaseView.Snoozed => [Waits],
            CaseView.Overdue => [$"status in ('Unassigned', 'Taken') and {Late}", $"{Woken} and {Late}"],
            CaseView.Closed => ["status = 'Closed'"],
            CaseView.Open => [$"status in ({OpenStatuses})"],
            _ => ["status <> 'HeldOut'"],
        };

    private static string Narrowed(NpgsqlCommand command, CaseFilter filter)
    {
        var text = new StringBuilder();
        Add("tier = @tier", "tier", filter.Tier?.ToString());
        Add("categories @> array[@category]", "category", filter.Category);
        Add("customer_state = @state", "state", filter.State);
        Add("owner = @assignee", "assignee", filter.Assignee);
        Add("(order_id = @search or customer_id = @search or customer_unique_id = @search)", "search", filter.Search?.Trim());
        return text.ToString();

        void Add(string condition, string name, string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;
            text.Append(" and ").Append(condition);
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = value.Replace('\0', '?') });
        }
    }

    private static double Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset TimeOf(CasePlace place) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)Math.Clamp(place.Key, 0, 4e15) * TimeSpan.TicksPerMicrosecond);
}
