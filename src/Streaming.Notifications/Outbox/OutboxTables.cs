using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Notifications.Outbox;

/// <summary>Rules and the outbox, in the schema of the cases: a message is written with the event that caused it.</summary>
internal sealed class OutboxTables(string schemaName)
{
    private const string Instant = "timestamp with time zone";

    public string Rules { get; } = $"\"{schemaName}\".notification_rules";

    public string Outbox { get; } = $"\"{schemaName}\".notification_outbox";

    public IEnumerable<ISchemaObject> Definitions()
    {
        var rules = Named("notification_rules");
        rules.AddColumn("id", "text").AsPrimaryKey();
        rules.AddColumn("data", "jsonb").NotNull();
        yield return rules;
        var outbox = Named("notification_outbox");
        outbox.AddColumn("id", "text").AsPrimaryKey(); // of event, rule and recipient: the same event makes no second one
        outbox.AddColumn("rule_id", "text").NotNull();
        outbox.AddColumn("rule_name", "text").NotNull();
        outbox.AddColumn("recipient", "jsonb").NotNull();
        outbox.AddColumn("message", "jsonb").NotNull();
        outbox.AddColumn("created_at", Instant).NotNull();
        outbox.AddColumn("due_at", Instant).NotNull();
        outbox.AddColumn("state", "text").NotNull();
        outbox.AddColumn("tries", "integer").NotNull();
        outbox.AddColumn("tried_at", Instant);
        outbox.AddColumn("answer", "text").NotNull();
        outbox.AddColumn("folded_into", "text");
        outbox.AddColumn("trace_parent", "text");
        outbox.Indexes.Add(new IndexDefinition("notification_outbox_due") { Columns = ["state", "due_at"] });
        outbox.Indexes.Add(new IndexDefinition("notification_outbox_new") { Columns = ["created_at", "id"] });
        outbox.Indexes.Add(new IndexDefinition("notification_outbox_rule") { Columns = ["rule_id", "state", "tried_at"] });
        yield return outbox;
    }

    private Table Named(string name) => new(new PostgresqlObjectName(schemaName, name, SchemaUtils.IdentifierUsage.General));
}
