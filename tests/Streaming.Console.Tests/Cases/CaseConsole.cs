using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Models.Policy;
using Streaming.Testing;

namespace Streaming.Console.Tests.Cases;

/// <summary>A console with cases, on a database of its own.</summary>
internal sealed class CaseConsole : IAsyncDisposable
{
    private readonly ConsoleDatabase database;
    private readonly AuditStore audit;
    private readonly AccountDatabase accounts;
    private readonly ConsoleServer server;

    private CaseConsole(ConsoleDatabase database, AuditStore audit, AccountDatabase accounts, CaseStore cases, ConsoleServer server) =>
        (this.database, this.audit, this.accounts, Cases, this.server) = (database, audit, accounts, cases, server);

    public CaseStore Cases { get; }

    public Uri Address => server.Address;

    /// <param name="hasAccounts">There is a list of those who may work on cases.</param>
    public static async Task<CaseConsole> StartAsync(PostgresFixture postgres, bool hasAccounts = false)
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "cases");
        var database = ConsoleDatabase.Open(connectionString);
        var audit = AuditStore.Open(connectionString, TimeProvider.System);
        var cases = CaseStore.Open(connectionString, TimeProvider.System);
        var accounts = AccountDatabase.Open(connectionString);
        var server = await ConsoleServer.StartAsync(
            database,
            audit,
            services =>
            {
                services.AddSingleton(cases);
                if (hasAccounts)
                    services.AddSingleton(accounts).AddAccountAdministration();
            }
        );
        return new CaseConsole(database, audit, accounts, cases, server);
    }

    /// <summary>Opens a case, as an alert does.</summary>
    public async Task OpenAsync(
        string orderId,
        double priority = 100,
        Tier tier = Tier.Red,
        string reason = "Delivered 4 days after the promised date",
        CaseAction action = CaseAction.CallBeforeReview,
        bool isHeldOut = false
    )
    {
        var alert = new CaseAlert
        {
            Id = "alert-" + orderId,
            Version = 1,
            Tier = tier,
            Probability = 0.2,
            Reasons =
            [
                new CaseReason("delivery_promise", "late_days", reason, -1.5),
                new CaseReason("price", "total_price", "A low price", 0.4),
            ],
            AnsweredBeforeDelivery = action == CaseAction.RepairAfterReview,
            RaisedAt = DateTimeOffset.UtcNow,
            DeliveredAt = new DateTime(2018, 5, 4, 10, 30, 0, DateTimeKind.Unspecified),
            DelayDays = 4,
            Customer = new CaseCustomer("customer-0000001", "person-0000001", "SP"),
            Basket = new CaseBasket(2, 120.5, ["seller-1"], ["toys"]),
            DecisionNumber = 3,
            ModelSha256 = new string('a', 64),
        };
        await AppendAsync(
            orderId,
            new CaseOpened(
                alert,
                action,
                new CaseRank(priority, 0.8, 120.5, 0.5),
                "Red, and not answered yet.",
                "1",
                isHeldOut,
                DateTimeOffset.UtcNow.AddHours(2)
            )
        );
    }

    /// <summary>What the stream of orders does to a case.</summary>
    public async Task AppendAsync(string orderId, object happened)
    {
        await using var session = await Cases.SessionAsync(CancellationToken.None);
        session.Events.Append(orderId, happened);
        await session.SaveChangesAsync();
    }

    /// <summary>Lets somebody sign in.</summary>
    public Task AddAsync(string name, params string[] roles) =>
        server.ManageAsync(administration =>
            administration.CreateAsync(name, "four words are enough", roles, "test", CancellationToken.None)
        );

    /// <summary>A browser without scripts: follows redirects, keeps cookies.</summary>
    public HttpClient Browser(string who = TestUsers.Ana, string role = "support")
    {
        var handler = new HttpClientHandler();
        handler.CookieContainer.Add(Address, new System.Net.Cookie(TestUsers.Cookie, Uri.EscapeDataString($"{who} {role}")));
        return new HttpClient(handler) { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Cases.DisposeAsync();
        await accounts.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }
}
