using System.Globalization;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Cases.Work;
using Streaming.Models.Policy;
using Streaming.Notifications.Channels;
using Streaming.Notifications.Delivery;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Testing;

namespace Streaming.Notifications.Tests;

/// <summary>Cases, rules and a server that sends, on a database of their own.</summary>
internal sealed class NotificationBench : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private NotificationServer? server;

    private NotificationBench(string connectionString)
    {
        this.connectionString = connectionString;
        Store = NotificationStore.Open(connectionString, TimeProvider.System);
        Cases = CaseStore.Open(connectionString, TimeProvider.System, extend: Store.Extend);
    }

    public NotificationStore Store { get; }

    public CaseStore Cases { get; }

    public static async Task<NotificationBench> StartAsync(PostgresFixture postgres, MailSettings? mail = null, bool allowsPrivate = true)
    {
        var bench = new NotificationBench(await postgres.CreateDatabaseAsync("notify"));
        await bench.Cases.MigrateAsync();
        bench.Serve(mail, allowsPrivate);
        return bench;
    }

    /// <summary>Cases and rules, and nobody that sends.</summary>
    public static async Task<NotificationBench> SilentAsync(PostgresFixture postgres)
    {
        var bench = new NotificationBench(await postgres.CreateDatabaseAsync("notify"));
        await bench.Cases.MigrateAsync();
        return bench;
    }

    public void Serve(MailSettings? mail = null, bool allowsPrivate = true)
    {
        var options = new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(200) };
        server = new NotificationServer(
            Store,
            Cases,
            new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options),
            new NotificationSettings
            {
                Console = new Uri("https://scores.shop.example"),
                AllowPrivateAddresses = allowsPrivate,
                Mail = mail ?? new(),
            },
            TimeProvider.System,
            NullLogger.Instance
        );
        running = server.RunAsync(stop.Token);
    }

    public Task RuleAsync(Recipient to, params string[] topics) =>
        RuleAsync(to, rule => topics.Length == 0 ? rule : rule with { Topics = topics });

    public Task RuleAsync(Recipient to, Func<NotificationRule, NotificationRule> change) =>
        Store.SaveAsync(
            change(
                new NotificationRule
                {
                    Id = "support",
                    Name = "support",
                    Topics = [NotificationTopics.Opened],
                    MostPerHour = 1_000,
                    Recipients = [to],
                }
            )
        );

    public async Task OpenAsync(string order, Tier tier = Tier.Red, bool isHeldOut = false, string? trace = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var alert = new CaseAlert
        {
            Id = "alert-" + order,
            Version = 1,
            Tier = tier,
            Probability = 0.2,
            Reasons = [new CaseReason("delivery_promise", "late_days", "Delivered 4 days after the promised <date>", -1.5)],
            AnsweredBeforeDelivery = false,
            RaisedAt = now,
            DeliveredAt = new DateTime(2018, 5, 4, 10, 30, 0, DateTimeKind.Unspecified),
            Customer = new CaseCustomer("customer-secret", "person-secret", "SP"),
            Basket = new CaseBasket(2, 120.5, ["seller-1"], ["toys"]),
            DecisionNumber = 3,
            ModelSha256 = new string('a', 64),
            TraceParent = trace,
        };
        await using var session = await Cases.SessionAsync(CancellationToken.None);
        session.Events.StartStream(
            order,
            new CaseOpened(alert, CaseAction.CallBeforeReview, new CaseRank(100, 0.8, 120.5, 0.5), "red", "1", isHeldOut, now.AddHours(2))
        );
        await session.SaveChangesAsync();
    }

    /// <summary>Brings the tables up to date, as a program that starts does.</summary>
    public async Task<bool> UpgradeAsync()
    {
        await using var next = CaseStore.Open(connectionString, TimeProvider.System, extend: Store.Extend);
        return await next.MigrateAsync();
    }

    public async Task SqlAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public Task CloseAsync(string order) => Cases.Work.CloseAsync(new CaseAct(order, "ana"), CaseOutcome.Solved, "done");

    /// <summary>Waits until nothing waits any more.</summary>
    public Task<IReadOnlyList<OutboxMessage>> SettledAsync(int messages) =>
        SettledAsync(all => all.Count >= messages && all.All(one => one.State is not (MessageState.Waiting or MessageState.Queued)));

    public Task<IReadOnlyList<OutboxMessage>> SettledAsync(Func<IReadOnlyList<OutboxMessage>, bool> isSettled) =>
        Wait.For(() => Store.ListAsync(null, 1_000), isSettled, TimeSpan.FromSeconds(60), "the outbox is settled");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        server?.Dispose();
        await Cases.DisposeAsync();
        await Store.DisposeAsync();
        stop.Dispose();
    }

    public static string Text(int port, string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}");
}
