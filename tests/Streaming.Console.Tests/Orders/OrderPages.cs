using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Console.Orders;
using Streaming.Console.Pages.Orders;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Console.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Orders;

/// <summary>The page of an order and the page that tries orders, as plain HTTP.</summary>
public sealed partial class OrderPages(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SampleOrders sample = new();
    private ConsoleDatabase database = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "orders");
        database = ConsoleDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using (var connection = await database.ConnectAsync())
        {
            var writer = new ProjectionWriter("log", TimeProvider.System);
            await writer.ClaimAsync(connection, CancellationToken.None);
            await writer.ApplyAsync(
                connection,
                new ProjectionBatch(SampleOrders.Records, new Dictionary<(string, int), long>()),
                CancellationToken.None
            );
        }

        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services => services.AddSingleton<IOrderRecords>(sample).AddSingleton<IOrderProofs>(sample).AddSingleton<IOrderTrials>(sample)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task an_order_shows_what_came_what_was_predicted_and_why()
    {
        var (status, page) = await GetAsync(OrderPath.Of(SampleOrders.Id));

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (
            var text in (string[])
                [
                    "Delivered 4 days after the promised date",
                    "21.0",
                    "móveis decoração",
                    "BRL 129.90",
                    "satisfaction-scored partition 1 offset 7",
                    "1 alert",
                    "not known here: the role cases keeps reviews",
                ]
        )
            Assert.Contains(text, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_customer_is_masked_for_whoever_may_not_see_persons()
    {
        var (_, whole) = await GetAsync(OrderPath.Of(SampleOrders.Id));
        var (_, masked) = await GetAsync(OrderPath.Of(SampleOrders.Id), "viewer");

        Assert.Contains("<code>person-1</code>", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("person-1", masked, StringComparison.Ordinal);
        Assert.Contains("<code>…on-1</code>", masked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task records_that_are_gone_are_said_and_the_rest_is_shown()
    {
        var (status, page) = await GetAsync(OrderPath.Of(SampleOrders.Gone));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("A part of this page is missing: the score has left its topic.", page, StringComparison.Ordinal);
        Assert.Contains("90.0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Prove", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a\0b\u202e")]
    public async Task an_order_that_nobody_knows_is_said_with_what_to_do(string id)
    {
        var (status, page) = await GetAsync(OrderPath.Of(id));

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("Check the id.", page, StringComparison.Ordinal);
        using var browser = Browser("admin");
        using var answer = await browser.GetAsync(new Uri(OrderPath.Of(id), UriKind.Relative));
        Assert.DoesNotContain("<script>alert", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_proof_runs_beside_the_page_and_is_recorded_once()
    {
        var until = new TaskCompletionSource();
        sample.Until = until.Task;

        await ProveAsync(deep: false);
        await ProveAsync(deep: false); // the same form sent again while it runs
        var (_, running) = await GetAsync(OrderPath.Of(SampleOrders.Id));
        until.SetResult();
        var ended = await Wait.For(
            () => GetAsync(OrderPath.Of(SampleOrders.Id)),
            page => page.Page.Contains("every value is the same, bit for bit", StringComparison.Ordinal),
            Patience
        );

        Assert.Contains("running, 1,234 records read", running, StringComparison.Ordinal);
        Assert.Contains("data-live=\"2\"", running, StringComparison.Ordinal);
        Assert.Contains("data-live=\"\"", ended.Page, StringComparison.Ordinal);
        Assert.Equal(1, sample.Proved);
        var entry = Assert.Single((await audit.Trail.QueryAsync(new TrailQuery { Stream = "proof/" })).Entries);
        Assert.Equal((TestUsers.Ana, "decision_proved"), (entry.Who, entry.Kind));
        Assert.Contains("every value is the same, bit for bit", entry.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_difference_is_named_and_recorded()
    {
        await ProveAsync(deep: true);

        await Wait.For(
            () => GetAsync(OrderPath.Of(SampleOrders.Id)),
            page => page.Page.Contains("it differs: tier is RED, recomputed YELLOW", StringComparison.Ordinal),
            Patience
        );

        var entry = Assert.Single((await audit.Trail.QueryAsync(new TrailQuery { Stream = "proof/" })).Entries);
        Assert.Contains("from its events: it differs: tier is RED", entry.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 8)] // another order's
    [InlineData(0, 0)]
    public async Task a_place_that_is_not_the_orders_is_not_proved(int partition, long offset)
    {
        Assert.Equal(HttpStatusCode.NotFound, await ProveAsync(deep: false, partition, offset));
        Assert.Equal(0, sample.Proved);
    }

    [Fact]
    public async Task a_streamed_order_fills_the_form_without_its_customer_and_is_scored()
    {
        var (_, page) = await GetAsync("/try?order=" + Uri.EscapeDataString(SampleOrders.Id));

        Assert.Matches("name=\"items\\[0\\].price\" value=\"129.9\"", page);
        Assert.Matches("name=\"delivered_at\" value=\"2018-03-09T10:12:13\"", page);
        Assert.DoesNotContain("person-1", page, StringComparison.Ordinal);
        Assert.Contains("delivered on the promised day", page, StringComparison.Ordinal);
        Assert.Contains("3 days early", page, StringComparison.Ordinal);
        var asked = sample.Tried!.Value;
        Assert.Equal(SampleOrders.Id, asked.GetProperty("order_id").GetString());
        Assert.Equal("2018-03-09 10:12:13", asked.GetProperty("delivered_at").GetString());
        Assert.Equal(129.9, asked.GetProperty("items")[0].GetProperty("price").GetDouble());
    }

    [Fact]
    public async Task what_was_changed_is_marked_and_what_was_emptied_is_not_known()
    {
        var (_, page) = await GetAsync(
            $"/try?order={Uri.EscapeDataString(SampleOrders.Id)}&delivered_at=2018-03-25T10:00&items[0].price=129.9"
                + "&items[0].freight_value=9"
        );

        Assert.Contains("Delivered (changed)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Price, BRL (changed)", page, StringComparison.Ordinal);
        var asked = sample.Tried!.Value;
        Assert.Equal("2018-03-25 10:00:00", asked.GetProperty("delivered_at").GetString());
        Assert.False(asked.TryGetProperty("purchased_at", out _));
        Assert.Equal("(never seen)", asked.GetProperty("items")[0].GetProperty("seller_id").GetString());
    }

    [Fact]
    public async Task a_field_that_cannot_be_used_is_named_at_the_field()
    {
        var (status, page) = await GetAsync("/try?delivered_at=2018-03-25T10:00&customer_state=XXX");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Nothing was scored: some fields cannot be used.", page, StringComparison.Ordinal);
        Assert.Contains("must be a state of two letters", page, StringComparison.Ordinal);
        Assert.Matches("name=\"customer_state\"[^>]*aria-invalid=\"true\"", page);
    }

    [Fact]
    public async Task the_predecessors_fields_are_asked_as_they_are_named()
    {
        await GetAsync("/try?kind=predecessor&delivery_time_days=12.5&payment_type=boleto&order_hour=x");

        Assert.Equal("""{"delivery_time_days":12.5,"order_hour":"x","payment_type":"boleto"}""", sample.Tried!.Value.GetRawText());
    }

    private async Task<(HttpStatusCode Status, string Page)> GetAsync(string address, string role = "admin")
    {
        using var client = Browser(role);
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    private async Task<HttpStatusCode> ProveAsync(bool deep, int partition = 1, long offset = 7)
    {
        using var client = Browser("admin");
        var page = await client.GetStringAsync(new Uri(OrderPath.Of(SampleOrders.Id), UriKind.Relative));
        using var answer = await client.PostAsync(
            new Uri(OrderPath.Of(SampleOrders.Id) + "&handler=Prove", UriKind.Relative),
            new FormUrlEncodedContent([
                new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
                new("partition", $"{partition}"),
                new("offset", $"{offset}"),
                new("deep", deep ? "true" : "false"),
            ])
        );
        return answer.StatusCode;
    }

    private HttpClient Browser(string role)
    {
        var handler = new HttpClientHandler();
        handler.CookieContainer.Add(server.Address, new Cookie(TestUsers.Cookie, Uri.EscapeDataString($"{TestUsers.Ana} {role}")));
        return new HttpClient(handler) { BaseAddress = server.Address };
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
