using System.Text;
using System.Text.Json;
using Streaming.Scorer.Tests;
using Xunit;

namespace Streaming.Api.Tests;

/// <summary>Whatever a body has become, the answer is a score or says what is wrong with it.</summary>
public sealed class MutatedBodiesTests
{
    private const int Bodies = 1_500;

    private static readonly string[] Scraps =
    [
        "null",
        "true",
        "-1",
        "0",
        "1e308",
        "1e999",
        "-0.0",
        "99999999999999999999",
        "\"\"",
        "\" \"",
        "\"2018-02-30 10:00:00\"",
        "\"9999-12-31 23:59:59\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[[]]",
        "{\"orders\":[]}",
        "\"ünïcödé \u4f60\"",
        "NaN",
        "// comment",
        "{\"\\ud800\":1}",
        "{\"orders\":{},\"\\udfff\":2}",
        ",",
        "\"",
        "\u0000",
        "1.5",
        "\"items\":[{}],",
    ];

    [Theory]
    [InlineData("/api/score", 1)]
    [InlineData("/api/score", 2)]
    [InlineData("/predict", 3)]
    public async Task a_mutated_body_never_makes_the_server_fail(string address, int seed)
    {
        await using var server = await ScoreServer.StartAsync();
        var random = new Random(seed);
        var order = ScoreServer.Json(TestOrders.Delivery("order", lateDays: 3));
        string[] good =
            address == "/predict"
                ?
                [
                    """{"delivery_time_days":7,"estimated_delivery_days":10,"order_items_count":1, """
                        + """ "payment_type":"boleto","order_hour":3,"is_late_delivery":0}""",
                ]
                : [order, $"[{order},{order}]", $"{{\"orders\":[{order}]}}"];
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < Bodies; i++)
        {
            var body = Mutate(Encoding.UTF8.GetBytes(good[random.Next(good.Length)]), random);
            using var answer = await server.PostAsync(address, body);
            var status = (int)answer.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            var text = await answer.Content.ReadAsStringAsync();
            if (status is not (200 or >= 400 and < 500))
                Assert.Fail($"body {i} of seed {seed} got {status}: {Convert.ToBase64String(body)}");
            var json = JsonElement.Parse(text);
            if (status == 200)
                continue;
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(status, json.GetProperty("status").GetInt32());
            Assert.NotEmpty(json.GetProperty("detail").GetString()!);
        }

        Assert.True(statuses.Count >= 3, string.Join(", ", statuses)); // scores, broken JSON and unusable fields all occurred
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    ReplaceValue(bytes, random);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts a scrap in the place of a value, so that what comes out is often still JSON.</summary>
    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var colons = bytes
            .Select((value, index) => (value, index))
            .Where(pair => pair.value == (byte)':')
            .Select(pair => pair.index)
            .ToList();
        if (colons.Count == 0)
            return;
        var from = colons[random.Next(colons.Count)] + 1;
        var to = bytes.FindIndex(from, value => value is (byte)',' or (byte)'}' or (byte)']' or (byte)'\n');
        if (to < 0)
            to = bytes.Count;
        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
    }
}
