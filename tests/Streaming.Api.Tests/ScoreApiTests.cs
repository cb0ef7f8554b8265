using System.Net;
using System.Text.Json;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Xunit;

namespace Streaming.Api.Tests;

public sealed class ScoreApiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly MarketEvent[] Market =
    [
        new(TestOrders.Delivery("first")),
        new(TestOrders.Review("first", 1, hours: 10)),
        new(TestOrders.Review("asked", 2, hours: 80)),
        new(TestOrders.Delivery("asked", hours: 100, lateDays: 2)),
        new(TestOrders.Delivery("last", hours: 130)),
    ];

    [Fact]
    public async Task an_order_that_was_streamed_gets_the_same_bits()
    {
        await using var server = await ScoreServer.StartAsync(events: Market);
        var batch = new OfflineScorer(TestModel.Load()).Replay(Market).ToDictionary(score => score.OrderId);

        var (status, body) = await server.AskAsync("/api/score", ScoreServer.Json(Market[3].Delivery!));

        Assert.Equal(HttpStatusCode.OK, status);
        var score = body.GetProperty("scores")[0];
        Assert.Equal(
            BitConverter.DoubleToInt64Bits(batch["asked"].Probability),
            BitConverter.DoubleToInt64Bits(score.GetProperty("probability").GetDouble())
        );
        Assert.Equal(
            ("asked", "YELLOW", "Neutral", true),
            (Text(score, "order_id"), Text(score, "tier"), Text(score, "label"), score.GetProperty("answered_before_delivery").GetBoolean())
        );
        Assert.Equal("proactive customer outreach", Text(score, "action"));
        Assert.NotEmpty(score.GetProperty("reasons").EnumerateArray());
        Assert.All(score.GetProperty("reasons").EnumerateArray(), reason => Assert.NotEmpty(Text(reason, "text")!));
        Assert.Equal(
            (TestModel.Name, 7, "1", FeatureSchema.Version),
            (
                Text(body.GetProperty("model"), "name"),
                body.GetProperty("model").GetProperty("decision_number").GetInt32(),
                Text(body.GetProperty("model"), "policy_version"),
                Text(body.GetProperty("model"), "feature_version")
            )
        );
        Assert.Equal("2018-03-06 22:00:00", Text(body, "histories_through"));
    }

    [Fact]
    public async Task a_list_and_an_object_with_orders_give_the_scores_of_each_order_in_their_order()
    {
        await using var server = await ScoreServer.StartAsync();
        var (late, early) = (ScoreServer.Json(TestOrders.Delivery("late", lateDays: 9)), ScoreServer.Json(TestOrders.Delivery("early")));
        foreach (var body in new[] { $"[{late},{early}]", $"{{\"orders\":[{late},{early}]}}" })
        {
            var (status, answer) = await server.AskAsync("/api/score", body);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(
                ["late RED", "early GREEN"],
                answer.GetProperty("scores").EnumerateArray().Select(score => $"{Text(score, "order_id")} {Text(score, "tier")}")
            );
        }
    }

    [Fact]
    public async Task what_is_not_said_is_missing_and_nothing_is_invented()
    {
        await using var server = await ScoreServer.StartAsync(events: Market);
        var (status, body) = await server.AskAsync(
            "/api/score",
            """{"delivered_at":"2018-03-07 10:00:00","estimated_delivery_at":"2018-03-05 00:00:00","customer_state":null}"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        var score = body.GetProperty("scores")[0];
        var missing = score.GetProperty("missing_features").EnumerateArray().Select(name => name.GetString()!).ToList();
        string[] known =
        [
            "delivery_delay_days",
            "late_days",
            "late_calendar_days",
            "is_late_delivery",
            "delivery_day_of_week",
            "delivery_hour",
        ];
        Assert.Equal(FeatureSchema.All.Select(feature => feature.Name).Except(known), missing);
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (score.GetProperty("order_id").ValueKind, score.GetProperty("answered_before_delivery").ValueKind)
        );
    }

    [Fact]
    public async Task an_order_that_claims_to_be_of_the_future_is_refused_and_changes_no_score_of_others()
    {
        await using var server = await ScoreServer.StartAsync(events: Market);
        var asked = ScoreServer.Json(Market[3].Delivery!);
        var (_, before) = await server.AskAsync("/api/score", asked);
        var future = TestOrders.Delivery("future", hours: 24 * 365 * 20);
        var (status, refused) = await server.AskAsync("/api/score", ScoreServer.Json(future));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var errors = refused.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(["delivered_at", "recorded_at"], errors.ConvertAll(error => Text(error, "field")));
        Assert.All(errors, error => Assert.Equal(future.RecordedAt.ToString(), Text(error, "value")));
        Assert.All(
            errors,
            error => Assert.StartsWith("at most 26 hours after this server's clock, ", Text(error, "rule"), StringComparison.Ordinal)
        );
        var (_, after) = await server.AskAsync("/api/score", asked);
        Assert.Equal(before.GetRawText(), after.GetRawText());
    }

    [Theory]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","price":1}""", "price", "1", "left out: Order has no such field")]
    [InlineData(
        """{"purchased_at":"2018-03-07 10:00:00"}""",
        "delivered_at",
        "missing",
        "a local time such as 2018-05-31 23:59:59, without a zone"
    )]
    [InlineData("""{"delivered_at":null}""", "delivered_at", "null", "a local time such as 2018-05-31 23:59:59, without a zone")]
    [InlineData(
        """{"delivered_at":1520416800000}""",
        "delivered_at",
        "1520416800000",
        "a local time such as 2018-05-31 23:59:59, without a zone"
    )]
    [InlineData(
        """{"delivered_at":"2018-02-30 10:00:00"}""",
        "delivered_at",
        "\"2018-02-30 10:00:00\"",
        "a local time such as 2018-05-31 23:59:59, without a zone"
    )]
    [InlineData("""{"delivered_at":"1889-03-07 10:00:00"}""", "delivered_at", "1889-03-07 10:00:00", "from 1990 to 2099")]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","order_id":" "}""", "order_id", "empty", "an id")]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","version":0}""", "version", "0", "1 or more")]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","version":1.5}""", "version", "1.5", "a whole number")]
    [InlineData(
        """{"delivered_at":"2018-03-07 10:00:00","delivered_at":"2018-03-07 10:00:00"}""",
        "delivered_at",
        "\"2018-03-07 10:00:00\"",
        "given once"
    )]
    [InlineData(
        """{"delivered_at":"2018-03-07 10:00:00","purchased_at":"2018-03-09 10:00:00"}""",
        "delivered_at",
        "2018-03-07 10:00:00",
        "no more than a day before purchased_at, 2018-03-09 10:00:00"
    )]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","items":{}}""", "items", "an object", "a list of objects of OrderItem")]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","items":[7]}""", "items[0]", "7", "an object with fields of OrderItem")]
    [InlineData(
        """{"delivered_at":"2018-03-07 10:00:00","payments":[{"payment_type":"boleto","payment_installments":1,"payment_value":-1}]}""",
        "payments[0].payment_value",
        "-1",
        "a number from 0 to 1e9"
    )]
    [InlineData(
        """{"delivered_at":"2018-03-07 10:00:00","payments":[{"payment_type":"boleto","payment_installments":1,"payment_value":1e999}]}""",
        "payments[0].payment_value",
        "1e999",
        "a number from 0 to 1e9"
    )]
    [InlineData("""{"delivered_at":"2018-03-07 10:00:00","customer_state":"\ud800"}""", "customer_state", "\"\\ud800\"", "a text")]
    [InlineData("\"text\"", "body", "\"text\"", "an object with fields of Order")]
    [InlineData("[]", "body", "a list of 0", "at least one order")]
    [InlineData("""{"orders":7}""", "orders", "7", "a list of orders")]
    [InlineData(
        """{"orders":[{"delivered_at":"2018-03-07 10:00:00"},{"delivered_at":true}]}""",
        "orders[1].delivered_at",
        "true",
        "a local time such as 2018-05-31 23:59:59, without a zone"
    )]
    public async Task a_field_that_cannot_be_used_is_named_with_its_value_and_the_rule(string body, string field, string value, string rule)
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync("/api/score", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("/problems/invalid-fields", Text(answer, "type"));
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal((field, value, rule), (Text(error, "field"), Text(error, "value"), Text(error, "rule")));
    }

    [Theory]
    [InlineData("2.0", "2")]
    [InlineData("2e0", "2")]
    [InlineData("0.2E1", "2")]
    [InlineData("-0.0", "0")]
    public async Task a_whole_number_is_one_however_it_is_spelt(string spelt, string plain)
    {
        await using var server = await ScoreServer.StartAsync(events: Market);
        var body =
            """{"delivered_at":"2018-03-07 10:00:00","payments":[{"payment_type":"boleto","payment_installments":N,"payment_value":10}]}""";
        var (status, answer) = await server.AskAsync("/api/score", body.Replace("N", spelt, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            (await server.AskAsync("/api/score", body.Replace("N", plain, StringComparison.Ordinal))).Body.GetRawText(),
            answer.GetRawText()
        );
    }

    [Theory]
    [InlineData("2.5")]
    [InlineData("2147483648")]
    [InlineData("1e10")]
    [InlineData("1e-30")]
    [InlineData("\"2\"")]
    public async Task what_is_no_whole_number_is_refused(string spelt)
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync("/api/score", $$"""{"delivered_at":"2018-03-07 10:00:00","version":{{spelt}}}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, $"version is {spelt}, must be a whole number"), (status, Text(answer, "detail")));
    }

    [Theory]
    [InlineData("\"1310\"")]
    [InlineData("\"1310.0\"")]
    [InlineData("\"01310-100\"")]
    [InlineData("1310")]
    [InlineData("1310.0")]
    [InlineData("1310100")]
    public async Task a_postal_code_that_lost_its_zero_has_the_bits_of_the_whole_one(string code)
    {
        MarketEvent[] market =
        [
            .. Enumerable
                .Range(0, 40)
                .SelectMany(i =>
                    new MarketEvent[] { new(TestOrders.Delivery($"o{i}", hours: i)), new(TestOrders.Review($"o{i}", 1, hours: i + 1)) }
                ),
            new(TestOrders.Delivery("last", hours: 200)),
        ];
        await using var server = await ScoreServer.StartAsync(events: market);
        var asked = ScoreServer.Json(TestOrders.Delivery("asked", hours: 190));
        Assert.Contains("\"01310\"", asked, StringComparison.Ordinal);

        var (status, answer) = await server.AskAsync("/api/score", asked.Replace("\"01310\"", code, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((await server.AskAsync("/api/score", asked)).Body.GetRawText(), answer.GetRawText());
        Assert.DoesNotContain(
            "area_residual",
            answer.GetProperty("scores")[0].GetProperty("missing_features").GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"103\"")]
    [InlineData("1037.5")]
    [InlineData("\"SW1A\"")]
    [InlineData("true")]
    public async Task what_is_no_postal_code_is_refused(string code)
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync(
            "/api/score",
            $$"""{"delivered_at":"2018-03-07 10:00:00","customer_zip_code_prefix":{{code}}}"""
        );
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, $"customer_zip_code_prefix is {code}, must be {PostalCode.Rule}"),
            (status, Text(answer, "detail"))
        );
    }

    [Fact]
    public async Task values_that_the_model_does_not_know_are_listed_with_their_place_and_what_became_of_them()
    {
        await using var server = await ScoreServer.StartAsync();
        var (status, answer) = await server.AskAsync(
            "/api/score",
            """
            {"delivered_at":"2018-03-07 10:00:00","customer_state":"sp",
             "items":[{"product_id":"p","seller_id":"s","price":1,"freight_value":1,"seller_state":"ZZ"},
                      {"product_id":"q","seller_id":"s","price":9,"freight_value":1,"product_category_name":"sports_leisure"}],
             "payments":[{"payment_type":"Credit Card","payment_installments":1,"payment_value":10}]}
            """
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [
                "customer_state 'sp' as missing",
                "items[0].seller_state 'ZZ' not at all: the model reads that of the dearest item or largest payment",
                "items[1].product_category_name 'sports_leisure' as missing",
                "payments[0].payment_type 'Credit Card' as missing",
            ],
            answer
                .GetProperty("scores")[0]
                .GetProperty("unknown_values")
                .EnumerateArray()
                .Select(value => $"{Text(value, "field")} '{Text(value, "value")}' {Text(value, "used")}")
        );
    }

    [Fact]
    public async Task all_bad_fields_are_counted_and_the_first_twenty_named()
    {
        await using var server = await ScoreServer.StartAsync();
        var items = string.Join(',', Enumerable.Repeat("""{"product_id":1,"seller_id":"s","price":"x","freight_value":0}""", 15));
        var (_, answer) = await server.AskAsync("/api/score", $$"""{"delivered_at":"2018-03-07 10:00:00","items":[{{items}}]}""");
        Assert.Equal((30, 20), (answer.GetProperty("error_count").GetInt32(), answer.GetProperty("errors").GetArrayLength()));
        Assert.Equal("items[0].product_id is 1, must be a text; and 29 more", Text(answer, "detail"));
    }

    [Theory]
    [InlineData("", "application/json", 400, "not-json", "the body is empty")]
    [InlineData("{\"a\":", "application/json", 400, "not-json", "the body stops being JSON at line 1, byte 6")]
    [InlineData("[[[[[[[[[1]]]]]]]]]", "application/json", 400, "not-json", "the body lies deeper than 8 levels at line 1, byte 9")]
    [InlineData("{\"\\ud800\":1}", "application/json", 422, "invalid-fields", null)]
    [InlineData("{}", "text/plain", 415, "wrong-content-type", "content type is 'text/plain', must be application/json in UTF-8")]
    [InlineData("[{},{},{}]", "application/json", 422, "too-many-orders", "body holds 3 orders; a request may hold 2")]
    public async Task a_body_that_cannot_be_read_is_told_as_a_problem(
        string body,
        string contentType,
        int expected,
        string code,
        string? detail
    )
    {
        await using var server = await ScoreServer.StartAsync(options: new ApiOptions { MaxOrders = 2 });
        var (status, answer) = await server.AskAsync("/api/score", body, contentType);
        Assert.Equal(expected, (int)status);
        Assert.Equal("/problems/" + code, Text(answer, "type"));
        if (detail is not null)
            Assert.Equal(detail, Text(answer, "detail"));
        Assert.Contains($"api_refused_requests_total{{problem=\"{code}\"}} 1", await server.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_body_that_is_too_large_is_refused_whether_it_says_its_length_or_not()
    {
        await using var server = await ScoreServer.StartAsync(options: new ApiOptions { MaxBodyKilobytes = 1 });
        using var sized = await server.PostAsync("/api/score", new byte[2_000]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/score")
        {
            Content = new StreamContent(new MemoryStream(new byte[2_000])),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await server.Client.SendAsync(request);
        foreach (var answer in new[] { sized, chunked })
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal("the body is larger than 1024 bytes", Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync()), "detail"));
        }
    }

    [Fact]
    public async Task another_method_is_told_as_a_problem()
    {
        await using var server = await ScoreServer.StartAsync();
        using var answer = await server.Client.GetAsync("/api/score");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("/problems/wrong-method", Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync()), "type"));
    }

    [Theory]
    [InlineData(false, true, "no model serves yet: waiting for a promotion")]
    [InlineData(true, false, "the histories are being read")]
    public async Task until_there_are_a_model_and_histories_no_score_is_given_and_the_caller_is_told_why(
        bool hasModel,
        bool hasHistories,
        string why
    )
    {
        await using var server = await ScoreServer.StartAsync(hasModel, hasHistories);
        using var answer = await server.PostAsync("/api/score", ScoreServer.Json(TestOrders.Delivery("order")));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
        Assert.Equal(why, Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync()), "detail"));
    }

    [Fact]
    public async Task one_more_than_may_wait_is_told_to_come_back_and_those_that_wait_are_answered()
    {
        await using var server = await ScoreServer.StartAsync(mostWaiting: 2);
        using var held = new ManualResetEventSlim();
        using var until = new ManualResetEventSlim();
        var holding = server.HoldHistories(held, until);
        held.Wait(TestContext.Current.CancellationToken);
        var body = ScoreServer.Json(TestOrders.Delivery("order"));
        var asked = Enumerable.Range(0, 3).Select(_ => server.AskAsync("/api/score", body)).ToList();

        var first = await await Task.WhenAny(asked);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "/problems/busy"), (first.Status, Text(first.Body, "type")));
        until.Set();
        await holding;
        Assert.Equal(2, (await Task.WhenAll(asked)).Count(answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task a_caller_that_goes_away_gives_its_place_to_others()
    {
        await using var server = await ScoreServer.StartAsync(mostWaiting: 1);
        using var held = new ManualResetEventSlim();
        using var until = new ManualResetEventSlim();
        var holding = server.HoldHistories(held, until);
        held.Wait(TestContext.Current.CancellationToken);
        var body = ScoreServer.Json(TestOrders.Delivery("order"));
        using var leaving = new CancellationTokenSource();
        var gone = server.Client.PostAsync(
            "/api/score",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            leaving.Token
        );
        await Wait.Until(() => server.Asking == 1, Patience);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Wait.Until(() => server.Asking == 0, Patience);
        until.Set();
        await holding;
        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync("/api/score", body)).Status);
    }

    [Fact]
    public async Task scores_are_counted_by_label_as_of_the_api()
    {
        await using var server = await ScoreServer.StartAsync();
        await server.AskAsync(
            "/api/score",
            $"[{ScoreServer.Json(TestOrders.Delivery("late", lateDays: 9))},{ScoreServer.Json(TestOrders.Delivery("early"))}]"
        );
        await server.AskAsync("/api/score", "[{}]");
        var metrics = await server.MetricsAsync();
        Assert.Contains("predictions_total{result=\"Dissatisfied\",source=\"api\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("predictions_total{result=\"Satisfied\",source=\"api\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_address_of_a_problem_tells_its_meaning()
    {
        await using var server = await ScoreServer.StartAsync();
        Assert.StartsWith(
            "422 Fields cannot be used.",
            await server.Client.GetStringAsync("/problems/invalid-fields"),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/problems/unheard-of")).StatusCode);
    }

    private static string? Text(JsonElement of, string field) => of.GetProperty(field).GetString();
}
