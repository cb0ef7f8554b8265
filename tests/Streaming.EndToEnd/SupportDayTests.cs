using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Streaming.Console.Tests.Browser;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Notifications.Tests.Receivers;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>People at work, in real browsers, on the whole system with real orders behind it.</summary>
public sealed partial class SupportDayTests(OlistStack stack, ChromiumFixture chromium, PostgresFixture postgres)
{
    private const string Password = "four words are enough";
    private static readonly LocalTime Now = LocalTime.Parse("2018-05-20 10:00:00");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The real orders hold stragglers, of which the strip warns.</summary>
    private static readonly Regex AtWork = new("^(Working|Degraded)$");

    [Fact]
    public async Task a_red_order_is_called_about_comes_back_when_worse_and_its_review_closes_the_loop()
    {
        await using var hooks = await Receiver.WebhooksAsync();
        await using var mails = await Receiver.MailAsync(stack.MailPort);
        await stack.StartAsync(postgres);
        await using var ana = await FirstAsync();
        await using var ben = await JoinAsync("Ben", "support");
        await RuleAsync(ana.Page, "hooks", "Webhook", $"http://127.0.0.1:{hooks.Port}/ok", Receiver.Secret);
        await RuleAsync(ana.Page, "mails", "Email", "support@shop.example", null);
        var order = "red-" + Guid.NewGuid().ToString("N");

        // in the queue of an open page
        await ana.GoAsync(new Uri(stack.Address!, "/cases?view=unassigned"));
        await stack.SendAsync(Order(order, daysLate: 3));
        var published = Stopwatch.GetTimestamp();
        await Assertions.Expect(ana.Page.GetByText("1 new case")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        TestContext.Current.SendDiagnosticMessage(
            "published to announced: {0} ms",
            (int)Stopwatch.GetElapsedTime(published).TotalMilliseconds
        );
        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(ana.Page.Locator($"[data-key='{order}']")).ToHaveCountAsync(1);

        // two agents, one case
        await ana.GoAsync(CaseOf(order));
        await ben.GoAsync(CaseOf(order));
        await PressAsync(ben.Page, "Take it");
        await Assertions.Expect(ben.Page.GetByText("Ben has it")).ToBeVisibleAsync();
        await ana.Page.GetByLabel("What happened").FillAsync("I call her at noon");
        await PressAsync(ana.Page, "Take it");
        await Assertions.Expect(ana.Page.GetByText("The case has changed while you wrote.")).ToBeVisibleAsync();
        await Assertions.Expect(ana.Page.GetByLabel("What happened")).ToHaveValueAsync("I call her at noon");

        // later, until it is worse
        await ben.Page.Locator("#until").SelectOptionAsync("worse");
        await PressAsync(ben.Page, "Snooze");
        await stack.SendAsync(Order(order, daysLate: 12) with { Version = 2, EventId = $"delivered:{order}:2" });
        await ben.GoAsync(CaseOf(order));
        await Wait.Until(
            async () =>
            {
                await ben.Page.ReloadAsync();
                return await ben.Page.GetByText("The corrected order is worse").CountAsync() > 0;
            },
            Patience
        );

        // called, and done
        await ben.Page.GetByLabel("What happened").FillAsync("She gets her money back");
        await PressAsync(ben.Page, "Contacted");
        await ben.Page.Locator("#outcome").SelectOptionAsync("Solved");
        await PressAsync(ben.Page, "Close");
        await stack.SendAsync(Review(order, stars: 5));
        await Wait.Until(
            async () =>
            {
                await ben.Page.GotoAsync(CaseOf(order).ToString());
                return await ben.Page.GetByText("5 stars").CountAsync() > 0;
            },
            Patience
        );

        // the order, from its delivery to its review, and proved
        await ben.Page.Locator("dl.facts a[href^='/orders']").First.ClickAsync();
        await Assertions.Expect(ben.Page.Locator("main")).ToContainTextAsync("5 of 5, satisfied");
        await ben.Page.GetByRole(AriaRole.Button, new() { Name = "Prove", Exact = true }).First.ClickAsync();
        await Wait.Until(
            async () =>
            {
                await ben.Page.ReloadAsync();
                return await ben.Page.GetByText("every value is the same, bit for bit").CountAsync() > 0;
            },
            Patience
        );
        await ben.PictureAsync("order-proved-1440");

        // told outside, with signatures that others have verified
        await Wait.Until(() => hooks.Told.Any(told => Concerns(told.ToString(), order)), Patience);
        Assert.All(hooks.Told, told => Assert.True(told.GetProperty("signed").GetBoolean()));
        await Wait.Until(() => mails.Told.Any(told => Concerns(told.ToString(), order)), Patience);
        Assert.Equal(hooks.Told.Count, hooks.Told.Select(told => told.GetProperty("id").GetString()).Distinct().Count());
        Assert.Empty(ana.Complaints);
        Assert.Empty(ben.Complaints);
    }

    [Fact]
    public async Task a_broker_that_hangs_is_told_on_an_open_page_and_orders_wait_for_it_unharmed()
    {
        await stack.StartAsync(postgres);
        await using var olga = await JoinAsync("Olga", "operator");
        await olga.GoAsync(new Uri(stack.Address!, "/stream"));
        var state = olga.Page.Locator("#status .told > p strong");
        await Assertions.Expect(state).ToHaveTextAsync(AtWork, new() { Timeout = 60_000 });

        Signal(stack.KafkaProcessId, Stop);
        try
        {
            await Assertions.Expect(state).ToHaveTextAsync("Not working", new() { Timeout = 10_000 });
            await Assertions.Expect(olga.Page.Locator("#status")).ToContainTextAsync("Look at Kafka");
            await olga.PictureAsync("stream-hangs-1440");
        }
        finally
        {
            Signal(stack.KafkaProcessId, Continue);
        }

        await Assertions.Expect(state).ToHaveTextAsync(AtWork, new() { Timeout = 60_000 });
        var order = "after-" + Guid.NewGuid().ToString("N");
        await stack.SendAsync(Order(order, daysLate: 12));
        await Wait.Until(
            async () =>
                (await olga.Page.GotoAsync(new Uri(stack.Address!, "/orders?id=" + order).ToString()))!.Ok
                && await olga.Page.GetByText("Scored").CountAsync() > 0,
            Patience
        );
    }

    private Uri CaseOf(string order) => new(stack.Address!, "/cases/" + order);

    private static bool Concerns(string told, string order) => told.Contains(order, StringComparison.Ordinal);

    private static Task PressAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"^{button}\\b") }).First.ClickAsync();

    /// <summary>Makes the account of the first person, with every right; only one test can.</summary>
    private Task<VisitedPage> FirstAsync() => SignInAsync(stack.FirstLink, "Ana");

    private async Task<VisitedPage> JoinAsync(string name, string role)
    {
        var made = await StreamingProcess.RunAsync(stack.Environment, 0, "accounts", "link", "--role", role);
        return await SignInAsync(new Uri(stack.Address!, LinkPath().Match(made).Value), name);
    }

    private async Task<VisitedPage> SignInAsync(Uri link, string name)
    {
        var visited = await VisitedPage.OpenAsync(chromium, link, 1440);
        await visited.Page.GetByLabel("Your name").FillAsync(name);
        await visited.Page.GetByLabel("Password").FillAsync(Password);
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Make it and sign in" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByRole(AriaRole.Link, new() { Name = name })).ToBeVisibleAsync();
        return visited;
    }

    private async Task RuleAsync(IPage page, string name, string kind, string address, string? secret)
    {
        await page.GotoAsync(new Uri(stack.Address!, "/notifications").ToString());
        if (!await page.GetByLabel("Name, such as the team's").IsVisibleAsync())
            await page.GetByText("Add a rule", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Name, such as the team's").FillAsync(name);
        await page.GetByLabel("a case was opened").CheckAsync();
        await page.GetByLabel("By", new() { Exact = true }).SelectOptionAsync(kind);
        await page.GetByLabel("Address: https://…, or a mailbox").FillAsync(address);
        if (secret is not null)
            await page.GetByLabel("Secret that signs a webhook").FillAsync(secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = name }).First).ToBeVisibleAsync();
    }

    /// <summary>An order of two sellers, one of them far away.</summary>
    private static OrderDelivered Order(string id, int daysLate)
    {
        var delivered = Now.AddMilliseconds(-2 * 3_600_000L);
        var promised = delivered.AddMilliseconds(-daysLate * LocalTime.MillisecondsPerDay);
        var purchased = promised.AddMilliseconds(-25 * LocalTime.MillisecondsPerDay);
        OrderItem Item(int number, string seller) =>
            new()
            {
                OrderItemId = number,
                ProductId = "99a4788cb24856965c36a24e339b6058",
                SellerId = seller,
                SellerState = "SP",
                ProductCategoryName = "moveis_escritorio",
                Price = 189.9,
                FreightValue = 34.5,
                ShippingLimitAt = purchased.AddMilliseconds(6 * LocalTime.MillisecondsPerDay),
                ProductWeightG = 12_000,
            };
        return new OrderDelivered
        {
            EventId = "delivered:" + id,
            RecordedAt = delivered,
            OrderId = id,
            CustomerId = "customer-of-" + id,
            CustomerUniqueId = "person-of-" + id,
            CustomerZipCodePrefix = "40015",
            CustomerState = "BA",
            PurchasedAt = purchased,
            ApprovedAt = purchased,
            HandedToCarrierAt = purchased.AddMilliseconds(20 * LocalTime.MillisecondsPerDay),
            DeliveredAt = delivered,
            EstimatedDeliveryAt = promised,
            Items = [Item(1, "1f50f920176fa81dab994f9023523100"), Item(2, "4a3ca9315b744ce9f8e9374361493884")],
            Payments =
            [
                new OrderPayment
                {
                    PaymentSequential = 1,
                    PaymentType = "credit_card",
                    PaymentInstallments = 8,
                    PaymentValue = 448.8,
                },
            ],
        };
    }

    private static ReviewSubmitted Review(string order, int stars) =>
        new()
        {
            EventId = $"review-of-{order}:{order}",
            RecordedAt = Now.AddMilliseconds(LocalTime.MillisecondsPerDay),
            ReviewId = "review-of-" + order,
            OrderId = order,
            ReviewScore = stars,
            AnsweredAt = Now.AddMilliseconds(LocalTime.MillisecondsPerDay),
            SellerIds = ["1f50f920176fa81dab994f9023523100", "4a3ca9315b744ce9f8e9374361493884"],
            ProductIds = ["99a4788cb24856965c36a24e339b6058"],
            ProductCategoryNames = ["moveis_escritorio"],
            SellerStates = ["SP"],
            ComplaintCodes = [],
            ComplaintCodesVersion = 1,
        };

    private const int Stop = 19;
    private const int Continue = 18;

    private static void Signal(int processId, int signal) => Assert.Equal(0, Kill(processId, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);

    [GeneratedRegex("/[^ \\s]*account/[^ \\s]+")]
    private static partial Regex LinkPath();
}
