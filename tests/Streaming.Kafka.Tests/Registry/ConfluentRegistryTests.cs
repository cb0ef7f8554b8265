using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Tests.Registry;

public sealed class ConfluentRegistryTests
{
    private const string Known = """{"schema":"\"string\""}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_schema_is_asked_for_once_and_then_kept()
    {
        using var server = StubServer.Of(_ => StubServer.Json(Known));
        using var client = Client(server);
        for (var i = 0; i < 3; i++)
            Assert.Equal("\"string\"", await client.FindByIdAsync(7, Token));
        Assert.Equal(["GET http://registry/base/schemas/ids/7"], server.Requests);
    }

    [Fact]
    public async Task callers_at_the_same_time_share_one_request()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var server = new StubServer(_ => answer.Task);
        using var client = Client(server);
        var waiting = Enumerable.Range(0, 10).Select(_ => client.FindByIdAsync(7, Token)).ToArray();
        answer.SetResult(StubServer.Json(Known));
        Assert.All(await Task.WhenAll(waiting), schema => Assert.Equal("\"string\"", schema));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task one_caller_giving_up_does_not_take_the_answer_from_the_others()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var server = new StubServer(_ => answer.Task);
        using var client = Client(server);
        using var impatience = new CancellationTokenSource();
        var impatient = client.FindByIdAsync(7, impatience.Token);
        var patient = client.FindByIdAsync(7, Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult(StubServer.Json(Known));
        Assert.Equal("\"string\"", await patient);
    }

    [Fact]
    public async Task an_unknown_id_is_null_and_asked_for_again()
    {
        using var server = StubServer.Of(attempt =>
            attempt == 1 ? StubServer.Json("""{"error_code":40403,"message":"Schema not found"}""", 404) : StubServer.Json(Known)
        );
        using var client = Client(server);
        Assert.Null(await client.FindByIdAsync(7, Token));
        Assert.Equal("\"string\"", await client.FindByIdAsync(7, Token));
    }

    [Theory]
    [InlineData(404, "<html>not found</html>")]
    [InlineData(404, "{}")]
    [InlineData(200, "<html>welcome</html>")]
    [InlineData(409, """{"error_code":409,"message":"incompatible"}""")]
    [InlineData(422, """{"error_code":42201,"message":"invalid"}""")]
    [InlineData(200, """{"schema":"half a character \ud800"}""")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"schema":5}""")]
    [InlineData(200, """{"schema":null}""")]
    [InlineData(302, "")]
    public async Task what_is_not_a_registrys_answer_never_passes_for_an_unknown_id(int status, string body)
    {
        using var server = StubServer.Of(_ => StubServer.Json(body, status));
        using var client = Client(server);
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(7, Token));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task an_error_that_may_pass_is_tried_again(int status)
    {
        using var server = StubServer.Of(attempt => attempt <= 2 ? StubServer.Json("busy", status) : StubServer.Json(Known));
        using var client = Client(server);
        Assert.Equal("\"string\"", await client.FindByIdAsync(7, Token));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task after_all_retries_the_error_names_address_and_cause_and_nothing_is_kept()
    {
        using var server = StubServer.Of(attempt => attempt <= 3 ? StubServer.Json("no leader", 500) : StubServer.Json(Known));
        using var client = Client(server, retries: 2);
        var fault = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(7, Token));
        Assert.Contains("http://registry/base/schemas/ids/7", fault.Message, StringComparison.Ordinal);
        Assert.Contains("3 attempts", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 500 no leader", fault.Message, StringComparison.Ordinal);
        Assert.Equal("\"string\"", await client.FindByIdAsync(7, Token));
    }

    [Fact]
    public async Task a_refused_connection_is_tried_again_and_then_reported()
    {
        using var server = new StubServer(_ => throw new HttpRequestException("connection refused"));
        using var client = Client(server, retries: 1);
        var fault = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindLatestAsync("s", Token));
        Assert.Contains("connection refused", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task silence_ends_with_the_time_limit()
    {
        using var server = new StubServer(_ => new TaskCompletionSource<HttpResponseMessage>().Task);
        using var client = new ConfluentRegistry(
            new SchemaRegistryConfig
            {
                Url = "http://registry",
                RequestTimeoutMs = 20,
                MaxRetries = 1,
                RetriesWaitMs = 0,
            },
            server
        );
        var fault = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(7, Token));
        Assert.Contains("no answer within 20 ms", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_caller_may_stop_waiting()
    {
        using var server = new StubServer(_ => new TaskCompletionSource<HttpResponseMessage>().Task);
        using var client = Client(server);
        using var stop = new CancellationTokenSource();
        var waiting = client.FindLatestAsync("s", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task of_several_addresses_the_one_that_answered_is_kept()
    {
        using var server = new StubServer(request =>
            request.RequestUri!.Host == "one" ? throw new HttpRequestException("down") : Task.FromResult(StubServer.Json(Known))
        );
        using var client = Client(server, url: "http://one/base, http://two/base/");
        await client.FindByIdAsync(1, Token);
        await client.FindByIdAsync(2, Token);
        Assert.Equal(
            ["GET http://one/base/schemas/ids/1", "GET http://two/base/schemas/ids/1", "GET http://two/base/schemas/ids/2"],
            server.Requests
        );
    }

    [Fact]
    public async Task user_and_password_are_sent_and_never_shown()
    {
        using var server = StubServer.Of(_ => StubServer.Json("no", 401));
        using var client = new ConfluentRegistry(
            new SchemaRegistryConfig { Url = "http://registry", BasicAuthUserInfo = "ana:secret" },
            server
        );
        var fault = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(7, Token));
        Assert.Equal(["Basic YW5hOnNlY3JldA=="], server.Authorizations);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_refused_schema_says_why_and_is_not_tried_again()
    {
        using var server = StubServer.Of(_ => StubServer.Json("""{"error_code":409,"message":"reader field x has no default"}""", 409));
        using var client = Client(server);
        var fault = await Assert.ThrowsAsync<SchemaRefusedException>(() => client.RegisterAsync("orders-value", "{}", cancellation: Token));
        Assert.True(fault.IsIncompatible);
        Assert.Contains("'orders-value'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("reader field x has no default", fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task a_schema_with_references_comes_out_whole()
    {
        using var server = new StubServer(request =>
            Task.FromResult(
                StubServer.Json(
                    request.RequestUri!.AbsolutePath switch
                    {
                        "/base/schemas/ids/7" => Held(
                            """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"from","type":"geo.Address"},"""
                                + """{"name":"to","type":["null","geo.Address"]}]}""",
                            """{"name":"geo.Address","subject":"address","version":2}"""
                        ),
                        "/base/subjects/address/versions/2" => Held(
                            """{"type":"record","name":"Address","namespace":"geo","fields":[{"name":"street","type":"Text"}]}""",
                            """{"name":"geo.Text","subject":"text","version":1}"""
                        ),
                        _ => Held("""{"type":"enum","name":"Text","namespace":"geo","symbols":["A"]}""", ""),
                    }
                )
            )
        );
        using var client = Client(server);
        var order = (Avro.RecordSchema)Avro.Schema.Parse(await client.FindByIdAsync(7, Token));
        var address = (Avro.RecordSchema)order["from"].Schema;
        Assert.Equal(("geo.Address", "geo.Text"), (address.Fullname, address["street"].Schema.Fullname));
        Assert.Equal("geo.Address", ((Avro.UnionSchema)order["to"].Schema).Schemas[1].Fullname);
    }

    [Fact]
    public async Task a_reference_that_leads_nowhere_is_named_and_no_verdict()
    {
        using var server = StubServer.Of(attempt =>
            attempt == 1
                ? StubServer.Json("""{"schema":"\"geo.Address\"","references":[{"name":"geo.Address","subject":"address","version":2}]}""")
                : StubServer.Json("""{"error_code":40401,"message":"Subject not found"}""", 404)
        );
        using var client = Client(server);
        var fault = await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(7, Token));
        Assert.Contains("version 2 of 'address'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task references_in_a_circle_end()
    {
        using var server = StubServer.Of(_ =>
            StubServer.Json(
                """
                {"subject":"a","version":1,"id":1,"schema":"{\"type\":\"array\",\"items\":\"A\"}",
                "references":[{"name":"A","subject":"a","version":1}]}
                """
            )
        );
        using var client = Client(server);
        Assert.Contains("array", await client.FindByIdAsync(7, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_answer_that_could_not_be_used_is_asked_for_again_once_forgotten()
    {
        using var server = StubServer.Of(attempt => StubServer.Json(attempt == 1 ? """{"schema":"\"int\""}""" : Known));
        using var client = Client(server);
        Assert.Equal("\"int\"", await client.FindByIdAsync(7, Token));
        client.Forget(Kafka.Wire.WriterId.Of(7));
        Assert.Equal("\"string\"", await client.FindByIdAsync(7, Token));
    }

    [Fact]
    public async Task names_in_addresses_are_escaped_and_normal_form_is_asked_for_where_wanted()
    {
        using var server = StubServer.Of(_ => StubServer.Json("""{"id":3}"""));
        using var client = Client(server);
        Assert.Equal(3, await client.RegisterAsync("a/b c", "{}", normalize: true, Token));
        Assert.Equal(["POST http://registry/base/subjects/a%2Fb%20c/versions?normalize=True"], server.Requests);
    }

    [Theory]
    [InlineData("", "schema.registry.url")]
    [InlineData("ftp://registry", "'ftp://registry'")]
    [InlineData("registry:8081", "registry:8081")]
    [InlineData("http://ana:secret@registry", "schema.registry.url")]
    public void an_address_that_is_none_is_refused(string url, string named)
    {
        var fault = Assert.Throws<ArgumentException>(() => new ConfluentRegistry(new SchemaRegistryConfig { Url = url }));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void settings_out_of_range_are_refused_by_name_and_value()
    {
        AssertRefused(
            new SchemaRegistryConfig { Url = "http://r", RequestTimeoutMs = 0 },
            "schema.registry.request.timeout.ms must be between 1 and 600000",
            "'0'"
        );
        AssertRefused(
            new SchemaRegistryConfig { Url = "http://r", MaxRetries = 101 },
            "schema.registry.max.retries must be between 0 and 100",
            "'101'"
        );
        AssertRefused(new SchemaRegistryConfig { Url = "http://r", RetriesWaitMs = -1 }, "schema.registry.retries.wait.ms", "'-1'");
        AssertRefused(
            new SchemaRegistryConfig { Url = "http://r", RetriesMaxWaitMs = 600_001 },
            "schema.registry.retries.max.wait.ms",
            "'600001'"
        );
        AssertRefused(
            new SchemaRegistryConfig { Url = "http://r", BasicAuthUserInfo = "no-colon" },
            "schema.registry.basic.auth.user.info",
            "user:password"
        );
    }

    private static void AssertRefused(SchemaRegistryConfig config, params string[] named)
    {
        var fault = Assert.Throws<ArgumentException>(config.Validate);
        Assert.All(named, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("no-colon", fault.Message, StringComparison.Ordinal);
    }

    private static ConfluentRegistry Client(StubServer server, int retries = 3, string url = "http://registry/base") =>
        new(
            new SchemaRegistryConfig
            {
                Url = url,
                MaxRetries = retries,
                RetriesWaitMs = 0,
            },
            server
        );

    /// <summary>A registry's answer with a schema that refers to others.</summary>
    private static string Held(string schema, string references) =>
        $$"""{"version":1,"id":2,"schema":{{System.Text.Json.JsonSerializer.Serialize(schema)}},"references":[{{references}}]}""";
}
