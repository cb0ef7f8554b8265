using Streaming.Cases.Domain;
using Streaming.Cases.Intake;
using Streaming.Cases.Work;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Intake;

public sealed class CaseIntakeOnTheMockCluster(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly MockKafka kafka = MockKafka.Start();

    public async ValueTask InitializeAsync() => await kafka.EnsureTopicsAsync(Topics.All, 2);

    public ValueTask DisposeAsync() => kafka.DisposeAsync();

    [Fact]
    public async Task what_is_published_becomes_cases_and_what_is_not_understood_is_named()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        using var topics = await AlertTopics.OpenAsync(kafka.BootstrapServers);
        await using var running = await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId);

        topics.Publish(
            Told.Alert("a", 0.2),
            Told.Alert("b", 0.6),
            new byte[] { 9, 9, 9 },
            Told.Alert("c") with
            {
                Probability = double.NaN,
            },
            Told.Review("a", 6), // six stars do not exist
            Told.Review("a", 1)
        );

        await Wait.Until(async () => await CountAsync(database, "case_opened") == 2, Patience);
        await Wait.Until(async () => await CountAsync(database, "case_reviewed") == 1, Patience);
        await Wait.Until(async () => await database.ScalarAsync<long>("select count(*) from cases.skipped") == 3, Patience);
        var found = (await database.Store.Queries.FindAsync("a", Cancellation))!.Case;
        Assert.Equal("The parcel came late", Assert.Single(found.Alert.Reasons).Text);
        Assert.True(running.Intake.IsFollowing);
    }

    [Fact]
    public async Task of_two_instances_one_works_and_the_other_takes_over()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        using var topics = await AlertTopics.OpenAsync(kafka.BootstrapServers);
        var first = await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId);
        await Wait.Until(() => first.Intake.State == "following the topics", Patience);
        await using var second = await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId);
        await Wait.Until(() => second.Intake.State.Contains("stands by", StringComparison.Ordinal), Patience);

        await first.DisposeAsync();
        topics.Publish(Told.Alert("a"));

        await Wait.Until(() => second.Intake.Records == 1, Patience);
    }

    [Fact]
    public async Task a_case_on_which_nobody_acts_goes_back_once()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.OpenAsync("idle", SampleCases.Opened());
        await database.OpenAsync("busy", SampleCases.Opened());
        await database.OpenAsync("asleep", SampleCases.Opened());
        foreach (var order in (string[])["idle", "busy", "asleep"])
            await database.Store.Work.TakeAsync(new CaseAct(order, "ana"), Cancellation);
        await database.Store.Work.SnoozeAsync(new CaseAct("asleep", "ana"), SetClock.Start.AddHours(6), "", Cancellation);
        database.Clock.Now = SetClock.Start.AddHours(4);
        await database.Store.Work.NoteAsync(new CaseAct("busy", "ana"), "still on it", Cancellation);

        await using (await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId))
            await Wait.Until(async () => await CountAsync(database, "case_returned") > 0, Patience);
        await using (await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId))
            await Wait.Until(async () => (await database.Store.Queries.FindAsync("idle", Cancellation))!.Case.Owner is null, Patience);

        Assert.Equal(1, await CountAsync(database, "case_returned"));
        Assert.Equal(CaseStatus.Unassigned, (await database.Store.Queries.FindAsync("idle", Cancellation))!.Case.Status);
        Assert.Equal("ana", (await database.Store.Queries.FindAsync("busy", Cancellation))!.Case.Owner);
        Assert.Equal("ana", (await database.Store.Queries.FindAsync("asleep", Cancellation))!.Case.Owner);
    }

    /// <summary>The long form asks for 200 kills: STREAMING_TEST_CASE_KILLS=200.</summary>
    [Fact]
    public async Task killed_again_and_again_it_loses_no_case_and_makes_none_twice()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("STREAMING_TEST_CASE_KILLS"), out var asked) ? asked : 4;
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.Store.MigrateAsync(Cancellation);
        using var topics = await AlertTopics.OpenAsync(kafka.BootstrapServers);
        var random = new Random(1);
        var orders = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            await using var process = IntakeProcess.Start(database.ConnectionString, kafka.BootstrapServers, kafka.ClusterId);
            var before = await CountAsync(database, "case_opened");
            for (var i = 0; i < 100; i++, orders++)
            {
                // One topic keeps its order, two of them do not: what gets worse is red from the beginning, and has no review.
                if (orders % 5 == 0)
                    topics.Publish(
                        Told.Alert($"order-{orders}", 0.2),
                        Told.Alert($"order-{orders}", 0.05, version: 2),
                        Told.Alert($"order-{orders}", 0.2)
                    );
                else
                    topics.Publish(
                        Told.Alert($"order-{orders}", orders % 3 == 0 ? 0.6 : 0.2),
                        Told.Review($"order-{orders}", 1 + (orders % 3))
                    );
            }

            var wanted = before + random.Next(1, 80);
            await Wait.Until(async () => await CountAsync(database, "case_opened") >= wanted, Patience);
            await process.KillAsync();
        }

        await using var last = await RunningIntake.StartAsync(database.Store, kafka.BootstrapServers, kafka.ClusterId);
        var worse = (orders + 4) / 5;
        await Wait.Until(async () => await CountAsync(database, "case_reviewed") >= orders - worse, Patience);
        await Wait.Until(async () => await CountAsync(database, "case_worsened") >= worse, Patience);

        Assert.Equal(orders, await CountAsync(database, "case_opened"));
        Assert.Equal(orders, await database.ScalarAsync<long>("select count(*) from cases.cases"));
        Assert.Equal(orders - worse, await CountAsync(database, "case_reviewed"));
        Assert.Equal(worse, await CountAsync(database, "case_worsened"));
        Assert.Equal(0, await Differences.CountAsync(database));
        var heldOut = Enumerable.Range(0, orders).Count(order => IntakeProcess.Policy.IsHeldOut($"order-{order}"));
        Assert.InRange(await database.ScalarAsync<long>("select count(*) from cases.cases where status = 'HeldOut'"), 0, heldOut);
    }

    private static Task<long> CountAsync(CaseDatabase database, string kind) =>
        database.ScalarAsync<long>($"select count(*) from cases.mt_events where type = '{kind}'");
}
