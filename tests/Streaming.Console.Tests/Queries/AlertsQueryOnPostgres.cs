using Streaming.Console.Projection;
using Streaming.Console.Queries.Alerts;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;
using Streaming.Testing;

namespace Streaming.Console.Tests.Queries;

public sealed class AlertsQueryOnPostgres(PostgresFixture postgres)
{
    private static readonly SetClock Clock = new(Facts.Wall);

    [Fact]
    public async Task pages_show_every_alert_once_newest_first_also_where_many_were_raised_together()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await FillAsync(
            tables,
            [.. Enumerable.Range(0, 47).Select(i => Facts.Alert($"o{i}", i % 2 == 0 ? 0.1 : 0.5, Facts.Wall.AddSeconds(i / 10)))]
        );
        var seen = new List<AlertView>();
        AlertPlace? before = null;

        do
        {
            var page = await new AlertsQuery(tables.Database, Clock).ReadAsync(
                new AlertFilter(Before: before is null ? null : AlertPlace.TryParse(before.ToString())),
                10,
                CancellationToken.None
            );
            seen.AddRange(page.Alerts);
            before = page.Next;
        } while (before is not null);

        Assert.Equal(47, seen.Select(alert => alert.OrderId).Distinct().Count());
        Assert.Equal(47, seen.Count);
        Assert.Equal(seen.Select(alert => alert.Place.RaisedAt).OrderDescending(), seen.Select(alert => alert.Place.RaisedAt));
    }

    [Fact]
    public async Task filters_by_tier_by_order_and_by_who_can_still_be_helped()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await FillAsync(tables, Facts.Alert("red"), Facts.Alert("red answered", answered: true), Facts.Alert("yellow", 0.5));

        Assert.Equal(["red", "red answered"], await OrdersAsync(tables, new AlertFilter(Tier.Red)));
        Assert.Equal(["red"], await OrdersAsync(tables, new AlertFilter(Tier.Red, OpenOnly: true)));
        Assert.Equal(["yellow"], await OrdersAsync(tables, new AlertFilter(Tier.Yellow)));
        Assert.Equal(["red answered"], await OrdersAsync(tables, new AlertFilter(OrderId: "red answered")));
        Assert.Empty(await OrdersAsync(tables, new AlertFilter(OrderId: "nobody")));
    }

    [Fact]
    public async Task an_alert_whose_order_was_scored_again_says_so()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await FillAsync(tables, Facts.Alert("a"));
        await FillAsync(tables, Topics.SatisfactionScored.Name, Facts.Scored("a", 0.1), Facts.Scored("a", 0.9, version: 2));

        var alert = (
            await new AlertsQuery(tables.Database, Clock).ReadAsync(new AlertFilter(), 10, CancellationToken.None)
        ).Alerts.Single();

        Assert.Equal(Tier.Green, alert.Score.ScoredAgainAs);
        Assert.Equal(["Delivered late"], alert.Score.Reasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("x-y")]
    [InlineData("99999999999999999999-y")]
    [InlineData("-1-y")]
    public void a_place_that_is_none_is_not_read(string text) => Assert.Null(AlertPlace.TryParse(text));

    private static Task FillAsync(ConsoleTables tables, params SatisfactionAlert[] alerts) =>
        FillAsync(tables, Topics.AlertsRed.Name, [.. alerts]);

    private static async Task FillAsync(ConsoleTables tables, string topic, params object[] facts)
    {
        await using var connection = await tables.Database.ConnectAsync();
        var writer = new ProjectionWriter("log", TimeProvider.System);
        await writer.ClaimAsync(connection, CancellationToken.None);
        await writer.ApplyAsync(
            connection,
            new ProjectionBatch(
                [.. facts.Select((fact, i) => new ProjectedRecord(topic, 0, i, fact))],
                new Dictionary<(string, int), long> { [(topic, 0)] = facts.Length }
            ),
            CancellationToken.None
        );
    }

    private static async Task<IReadOnlyList<string>> OrdersAsync(ConsoleTables tables, AlertFilter filter) =>
        [
            .. (await new AlertsQuery(tables.Database, Clock).ReadAsync(filter, 10, CancellationToken.None))
                .Alerts.Select(alert => alert.OrderId)
                .Order(StringComparer.Ordinal),
        ];
}
