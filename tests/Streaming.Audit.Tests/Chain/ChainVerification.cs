using Streaming.Audit.Chain;
using Streaming.Contracts.Events;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

/// <summary>What somebody with all rights of the database can do, and what is found of it.</summary>
public sealed class ChainVerification(PostgresFixture postgres)
{
    private const string SecondPromotion = "stream_id = 'model/satisfaction' and type = 'model_promoted' and version = 7";

    [Fact]
    public async Task an_untouched_history_is_whole_with_and_without_anchors()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var anchors = await store.Chain.MissingAnchorsAsync([], "daily");

        var verdict = await database.Open().Chain.VerifyAsync(anchors);

        Assert.Empty(verdict.Findings);
        Assert.True(verdict.Events > 30);
        Assert.Equal((verdict.Events, verdict.Position, 1), (verdict.Position, verdict.AnchoredPosition, verdict.Anchors));
        Assert.Equal((anchors[0].Hash, anchors[0].Store), (verdict.Hash, verdict.Store));
        Assert.True((await store.Chain.VerifyAsync([])).IsWhole);
    }

    [Theory]
    [InlineData("data = jsonb_set(data, '{by}', '\"eve\"')")]
    [InlineData("data = jsonb_set(data, '{decisionNumber}', '7')")]
    [InlineData("data = data || '{\"note\": 1}'")]
    [InlineData("user_name = 'eve'")]
    [InlineData("timestamp = timestamp + interval '1 microsecond'")]
    [InlineData("type = 'promotion_rejected'")]
    [InlineData("correlation_id = 'satisfaction/9'")]
    [InlineData("causation_id = 'run/x'")]
    [InlineData("id = gen_random_uuid()")]
    public async Task a_changed_row_is_named(string change)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        Assert.Equal(1, await database.ExecuteAsync($"update audit.mt_events set {change} where {SecondPromotion}"));

        var finding = Assert.Single((await store.Chain.VerifyAsync([])).Findings);
        Assert.Equal("event_changed", finding.Kind);
        Assert.Contains("event 7 of stream 'model/satisfaction'", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_first_broken_event_comes_first()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        await database.ExecuteAsync("update audit.mt_events set user_name = 'eve' where seq_id in (9, 4, 20)");

        Assert.Equal([4, 9, 20], (await store.Chain.VerifyAsync([])).Findings.Select(finding => finding.Position));
    }

    [Fact]
    public async Task a_deleted_last_event_is_named_by_its_link()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var end = (await store.Chain.VerifyAsync([])).Position;

        await database.ExecuteAsync("delete from audit.mt_events where seq_id = (select max(seq_id) from audit.mt_events)");

        var findings = (await store.Chain.VerifyAsync([])).Findings;
        Assert.Equal(("event_missing", end), (findings[0].Kind, findings[0].Position));
        Assert.Contains($"event 3 of stream 'run/{RichHistory.OpenRun}'", findings[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_end_that_was_cut_off_with_its_links_is_seen_by_the_head()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var end = (await store.Chain.VerifyAsync([])).Position;
        await database.CutLastAsync();

        Assert.Contains((await store.Chain.VerifyAsync([])).Findings, finding => finding.Kind == "tail_cut" && finding.Position == end);
    }

    [Fact]
    public async Task an_end_that_was_cut_off_with_links_and_head_is_seen_by_an_anchor_only()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var anchors = await store.Chain.MissingAnchorsAsync([], "daily");
        await database.CutLastAsync();
        await database.SetHeadToLastLinkAsync();
        // what people see still tells of it
        Assert.All((await store.Chain.VerifyAsync([])).Findings, finding => Assert.Equal("read_model", finding.Kind));
        await database.RewriteReadModelsAsync();

        Assert.Empty((await store.Chain.VerifyAsync([])).Findings);
        var findings = (await store.Chain.VerifyAsync(anchors)).Findings;
        Assert.Equal(["tail_cut", "tail_cut"], findings.Select(finding => finding.Kind));
        Assert.Contains($"the chain ends at event {anchors[^1].Position - 1}", findings[0].What, StringComparison.Ordinal);
        Assert.Contains($"stream 'run/{RichHistory.OpenRun}' ends at event 2", findings[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_deleted_stream_is_named()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        await database.ExecuteAsync("delete from audit.mt_events where stream_id = 'model/returns'");
        await database.ExecuteAsync("delete from audit.mt_streams where id = 'model/returns'");

        var findings = (await store.Chain.VerifyAsync([])).Findings;
        Assert.Equal(["event_missing", "event_missing", "stream_missing"], findings.Select(finding => finding.Kind));
        Assert.Contains("stream 'model/returns' is gone with all its 2 events", findings[^1].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_stream_that_was_written_out_of_the_whole_chain_is_named_by_an_anchor()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var anchors = await store.Chain.MissingAnchorsAsync([], "daily");

        await database.ExecuteAsync("delete from audit.mt_events where stream_id = 'model/returns'");
        await database.ExecuteAsync("delete from audit.mt_streams where id = 'model/returns'");
        await database.RewriteChainAsync();
        await database.RewriteReadModelsAsync();

        Assert.Empty((await store.Chain.VerifyAsync([])).Findings);
        var findings = (await store.Chain.VerifyAsync(anchors)).Findings;
        Assert.Contains(
            findings,
            finding =>
                finding.Kind == "stream_missing" && finding.What.StartsWith("stream 'model/returns' is gone", StringComparison.Ordinal)
        );
        await Assert.ThrowsAsync<ChainBrokenException>(() => store.Chain.MissingAnchorsAsync(anchors, "daily"));
    }

    [Fact]
    public async Task a_changed_event_whose_chain_was_recomputed_breaks_the_anchors_after_it()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var anchors = await store.Chain.MissingAnchorsAsync([], "daily");
        await database.ExecuteAsync($"update audit.mt_events set user_name = 'eve' where {SecondPromotion}");
        await database.RewriteChainAsync();
        await database.RewriteReadModelsAsync();

        Assert.Empty((await store.Chain.VerifyAsync([])).Findings);
        Assert.All((await store.Chain.VerifyAsync(anchors)).Findings, finding => Assert.Equal("anchor_broken", finding.Kind));
        Assert.NotEmpty((await store.Chain.VerifyAsync(anchors)).Findings);
    }

    [Fact]
    public async Task an_inserted_event_has_no_link()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        Assert.Equal(
            1,
            await database.ExecuteAsync(
                "insert into audit.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, user_name) "
                    + "select nextval('audit.mt_events_sequence'), gen_random_uuid(), stream_id, 99, data, type, timestamp, tenant_id, "
                    + "mt_dotnet_type, 'ana' "
                    + $"from audit.mt_events where {SecondPromotion}"
            )
        );

        var finding = Assert.Single((await store.Chain.VerifyAsync([])).Findings);
        Assert.Equal("event_without_link", finding.Kind);
        Assert.Contains("event 99 of stream 'model/satisfaction'", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task events_that_have_changed_places_are_both_named()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        await database.ExecuteAsync(
            "update audit.mt_events set seq_id = -1 where seq_id = 4; update audit.mt_events set seq_id = 4 where seq_id = 5; update "
                + "audit.mt_events set seq_id = 5 where seq_id = -1"
        );

        Assert.Equal([4, 4, 5, 5], (await store.Chain.VerifyAsync([])).Findings.Select(finding => finding.Position));
        await database.ExecuteAsync(
            "update audit.mt_events set seq_id = -1 where seq_id = 4; update audit.mt_events set seq_id = 4 where seq_id = 5; update "
                + "audit.mt_events set seq_id = 5 where seq_id = -1"
        );
        Assert.True((await store.Chain.VerifyAsync([])).IsWhole);
        await database.ExecuteAsync(
            "update audit.event_chain set position = -1 where position = 4; update audit.event_chain set position = 4 where position = "
                + "5; update audit.event_chain set position = 5 where position = -1"
        );
        Assert.Contains((await store.Chain.VerifyAsync([])).Findings, finding => finding is { Kind: "link_changed", Position: 4 });
    }

    [Theory]
    [InlineData("update audit.mt_events set is_archived = true where seq_id = 6", "event_hidden")]
    [InlineData("update audit.event_chain set hash = sha256(hash) where position = 6", "link_changed")]
    [InlineData("update audit.event_chain set content = sha256(content) where position = 6", "link_changed")]
    [InlineData("delete from audit.event_chain where position = 6", "link_missing")]
    [InlineData("delete from audit.event_chain_head", "head_missing")]
    [InlineData("update audit.event_chain_head set store = gen_random_uuid()", "link_changed")]
    [InlineData("update audit.mt_streams set version = 99 where id = 'model/returns'", "stream_table")]
    public async Task marks_links_and_heads_that_were_touched_are_found(string damage, string kind)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        Assert.Equal(1, await database.ExecuteAsync(damage));

        Assert.Contains((await store.Chain.VerifyAsync([])).Findings, finding => finding.Kind == kind);
    }

    [Fact]
    public async Task a_store_that_was_exchanged_for_another_has_none_of_the_anchors()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await using var other = await AuditDatabase.EmptyAsync(postgres);
        IReadOnlyList<AuditAnchored> anchors = await (await other.WithRichHistoryAsync()).Chain.MissingAnchorsAsync([], "daily");

        Assert.Equal(
            "foreign_anchors",
            Assert.Single((await (await database.WithRichHistoryAsync()).Chain.VerifyAsync(anchors)).Findings).Kind
        );
    }
}
