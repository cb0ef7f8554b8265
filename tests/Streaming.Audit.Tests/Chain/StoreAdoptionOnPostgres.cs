using Streaming.Audit.Chain;
using Streaming.Audit.Trail;
using Streaming.Contracts.Events;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

public sealed class StoreAdoptionOnPostgres(PostgresFixture postgres)
{
    private const string OlderThanItsChain =
        "drop table audit.event_chain; drop table audit.event_chain_head; drop table audit.mt_doc_trailentry cascade";

    [Fact]
    public async Task a_store_that_is_older_than_its_chain_records_nothing_until_a_person_adopts_it()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var events = (await (await database.WithRichHistoryAsync()).Chain.VerifyAsync([])).Events;
        await database.ExecuteAsync(OlderThanItsChain);
        var store = database.Open();

        var refused = await Assert.ThrowsAsync<ChainBrokenException>(() => store.PromoteAsync("4"));
        var before = await store.Chain.VerifyAsync([]);
        var adopted = await store.Chain.AdoptAsync([], "ana", "an old installation", evenIfBroken: false);
        await store.PromoteAsync("4");

        Assert.Contains("streaming audit adopt", refused.Message, StringComparison.Ordinal);
        Assert.Equal("chain_missing", before.Findings[0].Kind);
        Assert.Equal((events, "ana", "an old installation"), (adopted.Chained, adopted.By, adopted.Why));
        var after = await database.Open().Chain.VerifyAsync([]);
        Assert.Empty(after.Findings);
        Assert.Equal(adopted.Store, after.Store);
        Assert.Contains(
            after.Notes,
            note =>
                note.Contains($"the first {events} events were chained anew", StringComparison.Ordinal)
                && note.Contains("by ana", StringComparison.Ordinal)
        );
        var told = Assert.Single((await store.Trail.QueryAsync(new TrailQuery { Kind = "store_adopted" })).Entries);
        Assert.Equal(("ana", "an old installation"), (told.Who, told.Why));
        Assert.StartsWith(
            $"adopted the store under the name {adopted.Store}; chained {events} events anew",
            told.What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task anchors_of_another_store_are_refused_and_found_until_the_adoption_names_them_and_told_of_ever_after()
    {
        await using var gone = await AuditDatabase.EmptyAsync(postgres);
        List<AuditAnchored> topic = [.. await (await gone.WithRichHistoryAsync()).Chain.MissingAnchorsAsync([], "daily")];
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await database.Open().PromoteAsync("1");

        var refused = await Assert.ThrowsAsync<ChainBrokenException>(() => database.Open().Chain.MissingAnchorsAsync(topic, "daily"));
        var before = await database.Open().Chain.VerifyAsync(topic);
        var adopted = await database.Open().Chain.AdoptAsync(topic, "ana", "the database was lost", evenIfBroken: false);
        topic.AddRange(await database.Open().Chain.MissingAnchorsAsync(topic, "daily"));
        var after = await database.Open().Chain.VerifyAsync(topic);

        Assert.Contains(topic[0].Store, refused.Message, StringComparison.Ordinal);
        Assert.Equal("foreign_anchors", Assert.Single(before.Findings).Kind);
        Assert.Equal((0, topic[0].Store, 36), (adopted.Chained, Assert.Single(adopted.Others).Store, adopted.Others[0].Position));
        Assert.Empty(after.Findings);
        Assert.Equal((3, 0), (after.AnchoredPosition, after.Unanchored));
        Assert.Contains(
            after.Notes,
            note =>
                note.Contains(
                    $"the anchors of store {topic[0].Store}, up to event 36, are set aside: adopted by ana",
                    StringComparison.Ordinal
                )
        );

        await gone.Open().PromoteAsync("4", name: "returns");
        topic.AddRange(await gone.Open().Chain.MissingAnchorsAsync([.. topic.Where(anchor => anchor.Store == topic[0].Store)], "daily"));
        var finding = Assert.Single((await database.Open().Chain.VerifyAsync(topic)).Findings);
        Assert.Equal("foreign_anchors", finding.Kind);
        Assert.Contains("has gone on from event 36", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_restored_backup_is_adopted_only_when_that_is_said_and_its_findings_stand_in_the_event()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        List<AuditAnchored> topic = [.. await (await database.WithRichHistoryAsync()).Chain.MissingAnchorsAsync([], "daily")];
        await database.CutLastAsync();
        await database.SetHeadToLastLinkAsync();
        await database.RewriteReadModelsAsync();
        var store = database.Open();

        var refused = await Assert.ThrowsAsync<AdoptionRefusedException>(() =>
            store.Chain.AdoptAsync(topic, "ana", "restored", evenIfBroken: false)
        );
        var adopted = await store.Chain.AdoptAsync(topic, "ana", "restored", evenIfBroken: true);
        topic.AddRange(await store.Chain.MissingAnchorsAsync(topic, "daily"));

        Assert.Contains("--even-if-broken", refused.Message, StringComparison.Ordinal);
        Assert.Contains("the end was cut off", adopted.Found, StringComparison.Ordinal);
        Assert.NotEqual(topic[0].Store, adopted.Store);
        Assert.Empty((await database.Open().Chain.VerifyAsync(topic)).Findings);
    }

    [Fact]
    public async Task there_is_nothing_to_adopt_in_a_whole_store_that_anchors_alone()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var topic = await store.Chain.MissingAnchorsAsync([], "daily");

        await Assert.ThrowsAsync<AdoptionRefusedException>(() => store.Chain.AdoptAsync(topic, "ana", "for fun", evenIfBroken: true));

        Assert.Equal(topic[0].Hash, (await store.Chain.VerifyAsync(topic)).Hash);
        Assert.Equal(topic[0].Store, (await database.Open().Chain.VerifyAsync(topic)).Store);
    }

    [Fact]
    public async Task events_behind_the_last_anchor_are_counted()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var topic = await store.Chain.MissingAnchorsAsync([], "daily");
        await store.PromoteAsync("3");

        var verdict = await store.Chain.VerifyAsync(topic);

        Assert.Equal((true, 36, 37, 1), (verdict.IsWhole, verdict.AnchoredPosition, verdict.Position, verdict.Unanchored));
        Assert.True(verdict.ReadModels > verdict.Events);
    }
}
