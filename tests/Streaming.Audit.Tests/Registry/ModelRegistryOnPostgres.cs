using Marten;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Registry;

public sealed class ModelRegistryOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_promoted_model_is_champion_listed_and_found_by_its_hash()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var record = await database.Open().PromoteAsync("1", "beats the rule");

        var reopened = database.Open();
        var champion = await reopened.Models.ChampionAsync(Candidates.Name);
        var listed = Assert.Single(await reopened.Models.ListAsync());

        Assert.Equal(
            (1, "satisfaction", "1", "promoted", "ana", "beats the rule"),
            (record.DecisionNumber, record.ModelName, record.ModelVersion, record.Kind, record.DecidedBy, record.Why)
        );
        Assert.Equal(SetClock.Start.UtcDateTime, record.RecordedAt);
        Assert.Equal(DateTimeKind.Utc, record.RecordedAt.Kind);
        Assert.Equal((record.ModelSha256, 1), (champion!.Sha256, champion.DecisionNumber));
        Assert.Equal((Candidates.Name, Candidates.Of("1").Lineage), (listed.Name, Assert.Single(listed.Registered).Lineage));
        Assert.Equal(Candidates.Artifact("1"), await reopened.Artifacts.FindAsync(record.ModelSha256));
    }

    [Fact]
    public async Task the_champion_of_any_instant_is_known()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        database.Clock.Now = SetClock.Start.AddDays(1);
        await store.PromoteAsync("2");
        database.Clock.Now = SetClock.Start.AddDays(2);
        await store.PromoteAsync("1");

        Assert.Null(await ChampionAt(TimeSpan.FromMicroseconds(-1)));
        Assert.Equal(("1", 1), await ChampionAt(TimeSpan.Zero));
        Assert.Equal(("1", 1), await ChampionAt(TimeSpan.FromDays(1) - TimeSpan.FromMicroseconds(1)));
        Assert.Equal(("2", 2), await ChampionAt(TimeSpan.FromDays(1)));
        Assert.Equal(("1", 3), await ChampionAt(TimeSpan.FromDays(30)));
        Assert.Null(await store.Models.ChampionAsync("unknown"));

        async Task<(string, long)?> ChampionAt(TimeSpan after) =>
            await store.Models.ChampionAsync(Candidates.Name, SetClock.Start + after) is { } champion
                ? (champion.Version, champion.DecisionNumber)
                : null;
    }

    [Fact]
    public async Task models_of_different_names_have_numbers_of_their_own()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await store.PromoteAsync("2");

        var other = await store.PromoteAsync("1", name: "returns");

        Assert.Equal(1, other.DecisionNumber);
        Assert.Equal(["returns", "satisfaction"], (await store.Models.ListAsync()).Select(history => history.Name));
    }

    [Fact]
    public async Task a_decision_needs_somebody_and_a_reason()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.Artifacts.PutAsync(Candidates.Artifact("1"));

        var nobody = await Assert.ThrowsAsync<ArgumentException>(() => store.Models.PromoteAsync(Candidates.Of("1"), " ", "why not"));
        var nothing = await Assert.ThrowsAsync<ArgumentException>(() => store.Models.PromoteAsync(Candidates.Of("1"), "ana", "\n"));

        Assert.Contains("who decides is blank", nobody.Message, StringComparison.Ordinal);
        Assert.Contains("reason is blank", nothing.Message, StringComparison.Ordinal);
        Assert.Empty(await store.Models.ListAsync());
    }

    [Fact]
    public async Task an_artifact_that_is_not_stored_cannot_serve()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();

        var refused = await Assert.ThrowsAsync<PromotionRefusedException>(() =>
            store.Models.PromoteAsync(Candidates.Of("1"), "ana", "try")
        );

        Assert.Contains("not in the artifact store", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await store.Models.ListAsync());
    }

    [Fact]
    public async Task events_carry_who_when_and_what_belongs_together()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        database.Clock.Now = SetClock.Start.AddTicks(7); // finer than the database keeps
        var record = await store.PromoteAsync("1");

        await using var session = store.Events.QuerySession();
        var events = await session.Events.FetchStreamAsync(ModelStream.Key(Candidates.Name), token: TestContext.Current.CancellationToken);

        Assert.Equal([typeof(ModelRegistered), typeof(VersionPromoted)], events.Select(happened => happened.EventType));
        Assert.All(
            events,
            happened =>
                Assert.Equal(("ana", record.EventId, SetClock.Start), (happened.UserName, happened.CorrelationId, happened.Timestamp))
        );
    }

    [Fact]
    public async Task two_processes_may_open_an_empty_database_at_once()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [database.Open(), database.Open(), database.Open()];

        var hashes = await Task.WhenAll(stores.Select(store => Task.Run(() => store.Artifacts.PutAsync(Candidates.Artifact("1")))));

        Assert.All(hashes, hash => Assert.Equal(ArtifactHash.Of(Candidates.Artifact("1")), hash));
        Assert.Equal(1, (await stores[0].PromoteAsync("1")).DecisionNumber);
    }
}
