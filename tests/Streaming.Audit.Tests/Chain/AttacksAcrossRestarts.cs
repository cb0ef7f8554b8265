using Streaming.Audit.Chain;
using Streaming.Audit.Trail;
using Streaming.Contracts.Events;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

/// <summary>
/// Every attack of the table in decision 0008: a history is anchored, somebody with all rights of the database does something to it, a
/// process starts anew on the same database and
/// anchors what it can, and the check says what happened.
/// </summary>
public sealed class AttacksAcrossRestarts(PostgresFixture postgres)
{
    private const string Promotion = "stream_id = 'model/satisfaction' and type = 'model_promoted' and version = 7";
    private const string WithoutReturns =
        "delete from audit.mt_events where stream_id = 'model/returns'; delete from audit.mt_streams where id = 'model/returns'";
    private const string RewrittenToEve =
        "update audit.mt_events set user_name = 'eve', data = jsonb_set(data, '{by}', '\"eve\"') where type = 'model_promoted'";
    private const string EmptyChain = "delete from audit.event_chain; delete from audit.event_chain_head";

    /// <summary>What is done in SQL, what is done by code after it, and the kind and words of a finding that names it.</summary>
    public static readonly TheoryData<string, string, Hand, string, string> Table = new()
    {
        {
            "changes the author",
            $"update audit.mt_events set user_name = 'eve' where {Promotion}",
            Hand.None,
            "event_changed",
            "event 7 of stream 'model/satisfaction'"
        },
        {
            "changes the time",
            $"update audit.mt_events set timestamp = timestamp - interval '1 day' where {Promotion}",
            Hand.None,
            "event_changed",
            "event 7 of stream 'model/satisfaction'"
        },
        {
            "changes the type",
            $"update audit.mt_events set type = 'promotion_rejected' where {Promotion}",
            Hand.None,
            "event_changed",
            "event 7 of stream 'model/satisfaction'"
        },
        {
            "changes the place",
            $"update audit.mt_events set version = 70 where {Promotion}",
            Hand.None,
            "event_changed",
            "event 70 of stream 'model/satisfaction'"
        },
        {
            "changes the data",
            $"update audit.mt_events set data = jsonb_set(data, '{{why}}', '\"because\"') where {Promotion}",
            Hand.None,
            "event_changed",
            "event 7 of stream 'model/satisfaction'"
        },
        {
            "inserts an event",
            "insert into audit.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, user_name) "
                + "select nextval('audit.mt_events_sequence'), gen_random_uuid(), stream_id, 99, data, type, timestamp, tenant_id, "
                + "mt_dotnet_type, 'ana' "
                + $"from audit.mt_events where {Promotion}",
            Hand.None,
            "event_without_link",
            "event 99 of stream 'model/satisfaction'"
        },
        {
            "deletes an event",
            $"delete from audit.mt_events where {Promotion}",
            Hand.None,
            "event_missing",
            "event 7 of stream 'model/satisfaction'"
        },
        { "deletes a stream", WithoutReturns, Hand.None, "stream_missing", "stream 'model/returns' is gone with all its 2 events" },
        { "changes a link", "update audit.event_chain set hash = sha256(hash) where position = 6", Hand.None, "link_changed", "link 6" },
        { "deletes a link", "delete from audit.event_chain where position = 6", Hand.None, "link_missing", "the links 6 to 6" },
        {
            "exchanges links",
            "update audit.event_chain set position = -1 where position = 4; update audit.event_chain set position = 4 where position = "
                + "5; update audit.event_chain set position = 5 where position = -1",
            Hand.None,
            "link_changed",
            "link 4"
        },
        { "deletes the head", "delete from audit.event_chain_head", Hand.None, "head_missing", "the head of the chain is gone" },
        { "changes the head", "update audit.event_chain_head set hash = sha256(hash)", Hand.None, "link_changed", "the head of the chain" },
        {
            "names the store anew",
            "update audit.event_chain_head set store = gen_random_uuid()",
            Hand.None,
            "foreign_anchors",
            "the store was exchanged"
        },
        {
            "hides an event as archived",
            $"update audit.mt_events set is_archived = true where {Promotion}",
            Hand.None,
            "event_hidden",
            "marked as archived"
        },
        {
            "hides a stream as archived",
            "update audit.mt_streams set is_archived = true where id = 'model/returns'",
            Hand.None,
            "stream_table",
            "'model/returns' is archived"
        },
        {
            "changes the type of a stream",
            "update audit.mt_streams set type = 'x' where id = 'model/returns'",
            Hand.None,
            "stream_table",
            "'model/returns' is of type 'x'"
        },
        {
            "changes the version of a stream",
            "update audit.mt_streams set version = 99 where id = 'model/returns'",
            Hand.None,
            "stream_table",
            "has 99 events"
        },
        { "cuts the end off", "", Hand.Cut, "tail_cut", "the end was cut off" },
        {
            "cuts the end off with the head and what people see",
            "",
            Hand.Cut | Hand.Head | Hand.ReadModels,
            "tail_cut",
            "the end was cut off"
        },
        { "rewrites events and the chain", RewrittenToEve, Hand.Chain | Hand.ReadModels, "anchor_broken", "was rewritten" },
        {
            "writes a stream out of the chain",
            WithoutReturns,
            Hand.Chain | Hand.ReadModels,
            "stream_missing",
            "stream 'model/returns' is gone"
        },
        {
            "rewrites events and empties chain and head",
            RewrittenToEve + ";" + EmptyChain,
            Hand.None,
            "chain_missing",
            "36 events are there and the chain with its head is gone"
        },
        {
            "rewrites events and empties chain and head, read models too",
            RewrittenToEve + ";" + EmptyChain,
            Hand.ReadModels,
            "foreign_anchors",
            "up to event 36"
        },
        {
            "rewrites events and empties the chain alone",
            RewrittenToEve
                + "; delete from audit.event_chain; update audit.event_chain_head set position = 0, hash = "
                + "sha256(convert_to(store::text, 'UTF8'))",
            Hand.ReadModels,
            "chain_missing",
            "Anchors say that it had 36 events"
        },
        {
            "rewrites events and the chain under a new name",
            RewrittenToEve,
            Hand.Chain | Hand.NewName | Hand.ReadModels,
            "foreign_anchors",
            "the store was exchanged"
        },
        {
            "exchanges the whole store for an empty one",
            "delete from audit.mt_events; delete from audit.mt_streams; " + EmptyChain,
            Hand.ReadModels,
            "foreign_anchors",
            "the store was exchanged"
        },
        {
            "says in the trail that somebody else did it",
            "update audit.mt_doc_trailentry set data = jsonb_set(data, '{who}', '\"eve\"') where id = 7",
            Hand.None,
            "read_model",
            "field entry.who is \"eve\"; by the events it is"
        },
        {
            "hides a name from the trail's filter",
            "update audit.mt_doc_trailentry set who = 'eve' where id = 7",
            Hand.None,
            "read_model",
            "field column.who is \"eve\""
        },
        {
            "takes an entry out of the trail",
            "delete from audit.mt_doc_trailentry where id = 7",
            Hand.None,
            "read_model",
            "is missing in the trail"
        },
        {
            "puts an entry into the trail",
            "update audit.mt_doc_trailentry set id = 7000 where id = 7",
            Hand.None,
            "read_model",
            "there is no such event"
        },
        {
            "takes the champions out of a model",
            "update audit.mt_doc_modelhistory set data = jsonb_set(data, '{champions}', '[]') where id = 'model/satisfaction'",
            Hand.None,
            "read_model",
            "the history of model 'model/satisfaction': field champions[0] is nothing; by the events it is"
        },
        {
            "takes a model away",
            "delete from audit.mt_doc_modelhistory where id = 'model/satisfaction'",
            Hand.None,
            "read_model",
            "the history of model 'model/satisfaction' is missing"
        },
        {
            "makes a model up",
            "update audit.mt_doc_modelhistory set id = 'model/made up' where id = 'model/returns'",
            Hand.None,
            "read_model",
            "'model/made up' follows from no event"
        },
        {
            "says that a failed run completed",
            $"update audit.mt_doc_runhistory set data = jsonb_set(data, '{{state}}', '\"Completed\"') where id = "
                + $"'run/{RichHistory.FailedRun}'",
            Hand.None,
            "read_model",
            "field state is \"Completed\"; by the events it is \"Failed\""
        },
        {
            "makes a run unreadable",
            $"update audit.mt_doc_runhistory set data = '[]' where id = 'run/{RichHistory.FailedRun}'",
            Hand.None,
            "read_model",
            $"'run/{RichHistory.FailedRun}' cannot be read"
        },
        {
            "gives later runs another file of a stage",
            "update audit.mt_doc_stageresult set data = jsonb_set(data, '{outputHash}', '\"ff\"')",
            Hand.None,
            "read_model",
            "field outputHash is \"ff\""
        },
    };

    /// <summary>What the attacker does beside SQL.</summary>
    [Flags]
    public enum Hand
    {
        None = 0,
        Cut = 1,
        Head = 2,
        Chain = 4,
        NewName = 8,
        ReadModels = 16,
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task is_named(string attack, string sql, Hand hand, string kind, string words)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        List<AuditAnchored> topic = [.. await (await database.WithRichHistoryAsync()).Chain.MissingAnchorsAsync([], "daily")];
        if (sql.Length > 0)
            await database.ExecuteAsync(sql);
        if (hand.HasFlag(Hand.Cut))
            await database.CutLastAsync();
        if (hand.HasFlag(Hand.Head))
            await database.SetHeadToLastLinkAsync();
        if (hand.HasFlag(Hand.Chain))
            await database.RewriteChainAsync(hand.HasFlag(Hand.NewName));
        if (hand.HasFlag(Hand.ReadModels))
            await database.RewriteReadModelsAsync();

        await AnchorAfterRestartAsync(database, topic);
        var verdict = await database.Open().Chain.VerifyAsync(topic);

        Assert.False(verdict.IsWhole, attack);
        Assert.Contains(verdict.Findings, finding => finding.Kind == kind && finding.What.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>What a process with a role does when it starts; that it is refused is no part of the test, since not every attack can be
    /// seen there.</summary>
    private static async Task AnchorAfterRestartAsync(AuditDatabase database, List<AuditAnchored> topic)
    {
        await using var restarted = AuditStore.Open(database.ConnectionString, database.Clock);
        await restarted.Trail.QueryAsync(new Audit.Trail.TrailQuery());
        try
        {
            topic.AddRange(await restarted.Chain.MissingAnchorsAsync(topic, "daily"));
        }
        catch (ChainBrokenException)
        {
            // told in the process's log
        }
    }
}
