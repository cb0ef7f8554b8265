using System.Text.Json;
using Streaming.Marketplace.Synthetic;
using Streaming.Scorer.Tests;
using Xunit;

namespace Streaming.Api.Tests;

/// <summary>The document says what the server does.</summary>
public sealed class ApiDocumentTests
{
    private const string Predictable = """{"delivery_time_days":7.5,"payment_type":"boleto","order_hour":3,"is_late_delivery":null}""";

    [Fact]
    public async Task it_names_both_addresses_and_every_status_that_they_give()
    {
        await using var server = await ScoreServer.StartAsync();
        var document = await DocumentAsync(server);
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var address in new[] { "/api/score", "/predict" })
        {
            var responses = document.GetProperty("paths").GetProperty(address).GetProperty("post").GetProperty("responses");
            Assert.Equal(
                ["200", "400", "403", "413", "415", "422", "503"],
                responses.EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal)
            );
            foreach (var response in responses.EnumerateObject())
                Assert.Equal(
                    response.Name == "200" ? "application/json" : "application/problem+json",
                    response.Value.GetProperty("content").EnumerateObject().Single().Name
                );
        }
    }

    [Fact]
    public async Task what_is_accepted_is_as_described_and_so_are_the_answers()
    {
        await using var server = await ScoreServer.StartAsync();
        var schemas = new SchemaCheck(await DocumentAsync(server));
        var order = ScoreServer.Json(TestOrders.Delivery("order", lateDays: 3));
        (string Address, string Schema, string Body)[] accepted =
        [
            ("/api/score", "ScoreRequest", order),
            ("/api/score", "ScoreRequest", $"[{order},{order}]"),
            ("/api/score", "ScoreRequest", $"{{\"orders\":[{order}]}}"),
            ("/api/score", "ScoreRequest", """{"delivered_at":"2018-03-07T10:00:00.250"}"""),
            ("/predict", "PredecessorBody", Predictable),
            ("/predict", "PredecessorBody", "{}"),
        ];
        foreach (var (address, schema, body) in accepted)
        {
            Assert.Empty(schemas.Check(JsonElement.Parse(body), schema));
            var (status, answer) = await server.AskAsync(address, body);
            Assert.Equal(200, (int)status);
            Assert.Empty(schemas.Check(answer, "Scores"));
        }
    }

    [Fact]
    public async Task what_is_refused_is_not_as_described_and_the_refusal_is()
    {
        await using var server = await ScoreServer.StartAsync();
        var schemas = new SchemaCheck(await DocumentAsync(server));
        (string Address, string Schema, string Body)[] refused =
        [
            ("/api/score", "ScoreRequest", "7"),
            ("/api/score", "ScoreRequest", "[]"),
            ("/api/score", "ScoreRequest", "{}"),
            ("/api/score", "ScoreRequest", """{"orders":[]}"""),
            ("/api/score", "ScoreRequest", """{"delivered_at":"yesterday"}"""),
            ("/api/score", "ScoreRequest", """{"delivered_at":"2018-03-07 10:00:00","unknown":1}"""),
            ("/api/score", "ScoreRequest", """{"delivered_at":"2018-03-07 10:00:00","version":0}"""),
            ("/api/score", "ScoreRequest", """{"delivered_at":"2018-03-07 10:00:00","items":[{}]}"""),
            ("/predict", "PredecessorBody", "[]"),
            ("/predict", "PredecessorBody", """{"order_hour":24}"""),
            ("/predict", "PredecessorBody", """{"order_id":"x"}"""),
        ];
        foreach (var (address, schema, body) in refused)
        {
            Assert.NotEmpty(schemas.Check(JsonElement.Parse(body), schema));
            var (status, answer) = await server.AskAsync(address, body);
            Assert.Equal(422, (int)status);
            Assert.Empty(schemas.Check(answer, "Problem"));
        }
    }

    [Fact]
    public async Task every_other_problem_is_as_described()
    {
        await using var server = await ScoreServer.StartAsync(hasModel: false);
        var schemas = new SchemaCheck(await DocumentAsync(server));
        foreach (
            var (body, type) in new[]
            {
                ("{", "application/json"),
                ("{}", "text/plain"),
                (Predictable, "application/json"),
                (new string(' ', 2_000_000), "application/json"),
            }
        )
            Assert.Empty(schemas.Check((await server.AskAsync("/predict", body, type)).Body, "Problem"));
    }

    private static async Task<JsonElement> DocumentAsync(ScoreServer server) =>
        JsonElement.Parse(await server.Client.GetStringAsync("/openapi/v1.json"));
}
