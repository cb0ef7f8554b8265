using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Cases.Store;

/// <summary>The tables beside the events.</summary>
internal sealed class CaseTables(string schemaName)
{
    private const string Text = "text";
    private const string MarketTime = "timestamp without time zone";
    private const string Instant = "timestamp with time zone";

    public string SchemaName { get; } = schemaName;

    /// <summary>Quoted: the schema may be called like a keyword.</summary>
    public string Schema { get; } = $"\"{schemaName}\"";

    /// <summary>One row per case: what queues are sorted and filtered by, and the case itself.</summary>
    public string Cases => $"{Schema}.cases";

    /// <summary>One row per alert that was looked at, whether it opened a case or not.</summary>
    public string Alerts => $"{Schema}.alerts";

    /// <summary>Reviews, also of orders that have no case yet.</summary>
    public string Reviews => $"{Schema}.reviews";

    /// <summary>Which rank an open yellow order needed on a market day.</summary>
    public string Thresholds => $"{Schema}.thresholds";

    /// <summary>The offset to read next of each partition.</summary>
    public string Positions => $"{Schema}.positions";

    /// <summary>The log that the offsets belong to, one row.</summary>
    public string Source => $"{Schema}.source";

    /// <summary>Records that were not understood.</summary>
    public string Skipped => $"{Schema}.skipped";

    public string Events => $"{Schema}.mt_events";

    public IEnumerable<ISchemaObject> Definitions() => [CaseRows(), AlertRows(), ReviewRows(), .. IntakeRows()];

    private Table CaseRows()
    {
        var table = Named("cases");
        table.AddColumn("order_id", Text).AsPrimaryKey();
        table.AddColumn("revision", "bigint").NotNull();
        table.AddColumn("status", Text).NotNull();
        table.AddColumn("action", Text).NotNull();
        table.AddColumn("owner", Text);
        table.AddColumn("tier", Text).NotNull();
        table.AddColumn("answered", "boolean").NotNull();
        table.AddColumn("place", "double precision").NotNull(); // minus the priority: ascending is the order of work
        table.AddColumn("probability", "double precision").NotNull();
        table.AddColumn("price", "double precision").NotNull();
        table.AddColumn("customer_id", Text).NotNull();
        table.AddColumn("customer_unique_id", Text);
        table.AddColumn("customer_state", Text);
        table.AddColumn("categories", "text[]").NotNull();
        table.AddColumn("opened_at", Instant).NotNull();
        table.AddColumn("due_at", Instant).NotNull();
        foreach (var time in (string[])["snoozed_until", "contacted_at", "reached_at", "acted_at", "closed_at", "reviewed_at"])
            table.AddColumn(time, Instant);
        table.AddColumn("outcome", Text);
        table.AddColumn("review_score", "integer");
        table.AddColumn("data", "jsonb").NotNull();
        table.Indexes.Add(Index("cases_queue", "status", "action", "place", "order_id"));
        table.Indexes.Add(Index("cases_owner", "owner", "status", "place", "order_id"));
        table.Indexes.Add(Index("cases_due", "status", "due_at"));
        table.Indexes.Add(Index("cases_closed", "status", "closed_at", "order_id"));
        table.Indexes.Add(Index("cases_customer", "customer_id"));
        table.Indexes.Add(Index("cases_person", "customer_unique_id", "opened_at"));
        table.Indexes.Add(Index("cases_opened", "opened_at"));
        table.Indexes.Add(Index("cases_acted", "status", "acted_at"));
        return table;
    }

    private Table AlertRows()
    {
        var table = Named("alerts");
        table.AddColumn("alert_id", Text).AsPrimaryKey();
        table.AddColumn("order_id", Text).NotNull();
        table.AddColumn("tier", Text).NotNull();
        table.AddColumn("answered", "boolean").NotNull();
        table.AddColumn("is_late", "boolean").NotNull();
        table.AddColumn("probability", "double precision").NotNull();
        table.AddColumn("priority", "double precision").NotNull();
        table.AddColumn("day", "date").NotNull(); // of the market, when the order was recorded
        table.AddColumn("delivered_at", MarketTime).NotNull();
        table.AddColumn("raised_at", Instant).NotNull();
        table.AddColumn("customer_unique_id", Text);
        table.AddColumn("is_ranked", "boolean").NotNull(); // opened by rank only, within the capacity of its day
        table.AddColumn("is_opened", "boolean").NotNull();
        table.AddColumn("is_held_out", "boolean").NotNull();
        table.Indexes.Add(Index("alerts_order", "order_id"));
        table.Indexes.Add(Index("alerts_day", "is_ranked", "day", "priority"));
        table.Indexes.Add(Index("alerts_delivered", "delivered_at"));
        table.Indexes.Add(Index("alerts_person", "customer_unique_id", "raised_at"));
        return table;
    }

    private Table ReviewRows()
    {
        var table = Named("reviews");
        table.AddColumn("event_id", Text).AsPrimaryKey();
        table.AddColumn("order_id", Text).NotNull();
        table.AddColumn("version", "integer").NotNull();
        table.AddColumn("score", "integer").NotNull();
        table.AddColumn("answered_at", MarketTime).NotNull();
        table.AddColumn("recorded_at", MarketTime).NotNull();
        table.Indexes.Add(Index("reviews_order", "order_id"));
        table.Indexes.Add(Index("reviews_recorded", "recorded_at"));
        return table;
    }

    private IEnumerable<Table> IntakeRows()
    {
        var thresholds = Named("thresholds");
        thresholds.AddColumn("day", "date").AsPrimaryKey();
        thresholds.AddColumn("policy", Text).AsPrimaryKey();
        thresholds.AddColumn("threshold", "double precision").NotNull();
        thresholds.AddColumn("known_days", "integer").NotNull();

        var positions = Named("positions");
        positions.AddColumn("topic", Text).AsPrimaryKey();
        positions.AddColumn("partition", "integer").AsPrimaryKey();
        positions.AddColumn("next_offset", "bigint").NotNull();

        var source = Named("source");
        source.AddColumn("one", "integer").AsPrimaryKey();
        source.AddColumn("log_id", Text).NotNull();
        source.AddColumn("since", Instant).NotNull();

        var skipped = Named("skipped");
        skipped.AddColumn("topic", Text).AsPrimaryKey();
        skipped.AddColumn("partition", "integer").AsPrimaryKey();
        skipped.AddColumn("record_offset", "bigint").AsPrimaryKey();
        skipped.AddColumn("reason", Text).NotNull();
        skipped.AddColumn("noted_at", Instant).NotNull();
        return [thresholds, positions, source, skipped];
    }

    private Table Named(string name) => new(new PostgresqlObjectName(SchemaName, name, SchemaUtils.IdentifierUsage.General));

    private static IndexDefinition Index(string name, params string[] columns) => new(name) { Columns = columns };
}
