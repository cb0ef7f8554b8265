using Marten;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests;

/// <summary>What holds for every kind of event.</summary>
public sealed class EventKinds(PostgresFixture postgres)
{
    private static IEnumerable<Type> All => ModelEventTypes.Stored.Keys.Concat(RunEventTypes.Stored.Keys);

    [Fact]
    public void none_names_a_customer() =>
        Assert.DoesNotContain(
            All.SelectMany(kind => kind.GetProperties()),
            member =>
                member.Name.Contains("Customer", StringComparison.OrdinalIgnoreCase)
                || member.Name.Contains("Person", StringComparison.OrdinalIgnoreCase)
        );

    [Fact]
    public void all_that_are_declared_beside_them_are_known_to_the_store()
    {
        var declared = typeof(AuditStore)
            .Assembly.GetTypes()
            .Where(type =>
                type is { IsPublic: true, IsSealed: true }
                && (type.Namespace == typeof(ModelRegistered).Namespace || type.Namespace == typeof(TrainingRequested).Namespace)
            )
            .Where(type =>
                type.GetMethod("<Clone>$") is not null && type.GetConstructors() is [{ } made] && made.GetParameters().Length > 0
            );
        Type[] values = [typeof(StageAttempt), typeof(StageFailure), typeof(DatasetVerdict), typeof(RunCandidate), typeof(RunTracking)];

        Assert.Equal(
            All.Concat(values).Select(type => type.Name).Order(StringComparer.Ordinal),
            declared.Select(type => type.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task each_is_stored_read_back_and_told_in_words()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        var told = (await store.Trail.QueryAsync(new TrailQuery { Limit = TrailQuery.LargestPage })).Entries;
        await using var session = store.Events.QuerySession();
        var stored = await session.Events.QueryAllRawEvents().ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
            stored.Select(happened => happened.Data.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(told, entry => Assert.DoesNotContain(All, kind => kind.Name == entry.What));
    }
}
