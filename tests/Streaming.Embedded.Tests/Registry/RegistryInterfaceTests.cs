using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>What clients, browsers of topics and strangers ask our registry for beyond the common contract.</summary>
public sealed class RegistryInterfaceTests(EmbeddedRegistryFixture ours) : IClassFixture<EmbeddedRegistryFixture>, IAsyncLifetime
{
    private const string Text = "\"string\"";
    private RegistryConversation? registry;

    private RegistryConversation Registry => registry!;

    public async ValueTask InitializeAsync() => registry = new RegistryConversation(await ours.UrlAsync());

    public ValueTask DisposeAsync()
    {
        registry?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, 404)]
    [InlineData("GET", "/associations/resources/-/order-delivered", 404, 404)]
    [InlineData("DELETE", "/subjects/any", 405, 405)]
    [InlineData("DELETE", "/subjects/any/versions/1", 405, 405)]
    [InlineData("PATCH", "/config", 405, 405)]
    [InlineData("GET", "/schemas/ids/999999999/schema", 404, 40403)]
    [InlineData("GET", "/schemas/ids/999999999/versions", 404, 40403)]
    [InlineData("GET", "/schemas/guids/00000000-0000-0000-0000-000000000001", 404, 40403)]
    [InlineData("GET", "/subjects/nobody/versions/1/referencedby", 404, 40401)]
    [InlineData("GET", "/subjects/nobody/metadata?key=a&value=b", 404, 40401)]
    [InlineData("DELETE", "/config/nobody", 404, 40408)]
    [InlineData("GET", "/subjects/a%01b/versions", 422, 42208)]
    [InlineData("GET", "/subjects?limit=many", 400, 400)]
    public async Task every_refusal_is_json_with_a_number(string method, string path, int status, int code)
    {
        var answer = await Registry.SendAsync(new HttpMethod(method), path, null);
        Assert.Equal((status, code), ((int)answer.Status, answer.ErrorCode));
        Assert.False(string.IsNullOrEmpty((string?)answer.Body["message"]));
        Assert.Equal(SchemaRegistryEndpoints.ContentType, answer.ContentType);
    }

    [Fact]
    public async Task a_schema_is_found_by_every_way_that_browsers_of_topics_go()
    {
        var subject = Unique.Name("ways");
        var schema = $$"""{"type":"fixed","name":"{{subject.Replace('-', '_')}}","size":4}""";
        var made = (await Registry.RegisterAsync(subject, schema)).Body;
        var (id, unique) = ((int)made["id"]!, (string)made["guid"]!);
        Assert.Equal(1, (int)made["version"]!);
        foreach (var path in (string[])[$"/schemas/ids/{id}", $"/schemas/guids/{unique}", $"/subjects/{subject}/versions/1"])
        {
            var found = (await Registry.GetAsync(path)).Body;
            Assert.Equal((schema, unique), ((string?)found["schema"], (string?)found["guid"]));
        }

        foreach (var path in (string[])[$"/schemas/ids/{id}/schema", $"/subjects/{subject}/versions/latest/schema"])
            Assert.Equal(4, (int)(await Registry.GetAsync(path)).Body["size"]!);
        Assert.Equal($"[\"{subject}\"]", (await Registry.GetAsync($"/schemas/ids/{id}/subjects")).Body.ToJsonString());
        Assert.Equal(1, (int)(await Registry.GetAsync($"/schemas/ids/{id}/versions")).Body[0]!["version"]!);
        Assert.Equal(id, (int)(await Registry.GetAsync($"/schemas/guids/{unique}/ids")).Body[0]!["id"]!);
        Assert.Equal("[]", (await Registry.GetAsync($"/subjects/{subject}/versions/1/referencedby")).Body.ToJsonString());
        Assert.Equal("[\"AVRO\"]", (await Registry.GetAsync("/schemas/types")).Body.ToJsonString());
        Assert.Equal("[\".\"]", (await Registry.GetAsync("/contexts")).Body.ToJsonString());
        Assert.Equal("READWRITE", (string?)(await Registry.GetAsync("/mode")).Body["mode"]);
        Assert.Equal(id, (int)(await Registry.GetAsync($"/schemas?subjectPrefix={subject}&latestOnly=true")).Body[0]!["id"]!);
    }

    [Fact]
    public async Task lists_are_cut_by_prefix_offset_and_limit()
    {
        var prefix = Unique.Name("many");
        foreach (var n in (int[])[1, 2, 3])
            await Registry.RegisterAsync($"{prefix}-{n}", Text);
        Assert.Equal(
            $"[\"{prefix}-2\"]",
            (await Registry.GetAsync($"/subjects?subjectPrefix={prefix}&offset=1&limit=1")).Body.ToJsonString()
        );
        Assert.Equal(3, (await Registry.GetAsync($"/subjects?subjectPrefix={prefix}&limit=-1")).Body.AsArray().Count);
    }

    [Theory]
    [InlineData("references", """[{"name":"a.B","subject":"b","version":1}]""")]
    [InlineData("metadata", """{"properties":{"owner":"ana"}}""")]
    [InlineData("ruleSet", """{"domainRules":[{"name":"encrypt"}]}""")]
    public async Task what_would_be_lost_is_refused_by_name(string member, string value)
    {
        var subject = Unique.Name("lost");
        var answer = await Registry.SendAsync(
            HttpMethod.Post,
            $"/subjects/{subject}/versions",
            new JsonObject { ["schema"] = Text, [member] = JsonNode.Parse(value) }
        );
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 42201), (answer.Status, answer.ErrorCode));
        Assert.Contains($"'{member}'", (string?)answer.Body["message"], StringComparison.Ordinal);
        var empty = await Registry.SendAsync(
            HttpMethod.Post,
            $"/subjects/{subject}/versions",
            new JsonObject { ["schema"] = Text, [member] = null }
        );
        Assert.Equal(HttpStatusCode.OK, empty.Status);
    }

    [Fact]
    public async Task in_normal_form_spelling_makes_no_other_version()
    {
        var subject = Unique.Name("normal");
        const string Plain = """
            {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"part",
            "type":{"type":"enum","name":"Kind","symbols":["A"]}},{"name":"again","type":"Kind"}]}
            """;
        const string Spelled = """
            {"name":"shop.Order","type":"record","fields":[{"type":{"type":"string"},"name":"id"},{"name":"part",
            "type":{"name":"Kind","namespace":"shop","type":"enum","symbols":["A"]}},{"name":"again","type":"shop.Kind"}]}
            """;
        var id = (int)(await Registry.RegisterAsync(subject, Plain)).Body["id"]!;
        var body = new JsonObject { ["schema"] = Spelled };
        Assert.Equal(
            id,
            (int)(await Registry.SendAsync(HttpMethod.Post, $"/subjects/{subject}/versions?normalize=true", body.DeepClone())).Body["id"]!
        );
        Assert.Equal(
            1,
            (int)(await Registry.SendAsync(HttpMethod.Post, $"/subjects/{subject}?normalize=true", body.DeepClone())).Body["version"]!
        );
        Assert.NotEqual(id, (int)(await Registry.RegisterAsync(subject, Spelled)).Body["id"]!);
    }

    [Fact]
    public async Task a_hundred_and_fifty_first_registrations_at_once_all_succeed()
    {
        var subject = Unique.Name("rush");
        var name = subject.Replace('-', '_');
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 150)
                .Select(n => Registry.RegisterAsync($"{subject}-{n}", $$"""{"type":"fixed","name":"{{name}}_{{n}}","size":4}"""))
        );
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(150, answers.Select(answer => (int)answer.Body["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task the_input_subjects_take_what_the_running_scorer_reads_and_nothing_else()
    {
        var subject = Unique.Name("input");
        await Registry.RegisterAsync(subject, Schemas.Get("order-delivered"));
        await Registry.SetLevelAsync(
            subject,
            Topics.OrderDelivered.Compatibility == Contracts.SchemaCompatibility.ForwardTransitive ? "FORWARD_TRANSITIVE" : "?"
        );
        async Task<bool> Takes(Action<JsonObject> change)
        {
            var schema = JsonNode.Parse(Schemas.Get("order-delivered"))!.AsObject();
            change(schema);
            return (bool)(await Registry.CheckAsync(subject, schema.ToJsonString())).Body["is_compatible"]!;
        }

        static JsonObject Field(JsonObject schema, string name) =>
            schema["fields"]!.AsArray().Select(field => field!.AsObject()).Single(field => (string?)field["name"] == name);

        Assert.True(await Takes(schema => schema["fields"]!.AsArray().Add(JsonNode.Parse("""{"name":"must","type":"string"}"""))));
        Assert.True(await Takes(schema => schema["fields"]!.AsArray().Remove(Field(schema, "customer_unique_id"))));
        Assert.True(await Takes(schema => schema["namespace"] = "elsewhere"));
        Assert.True(await Takes(schema => Field(schema, "order_id")["type"] = "bytes"));
        Assert.False(await Takes(schema => schema["fields"]!.AsArray().Remove(Field(schema, "recorded_at"))));
        Assert.False(await Takes(schema => Field(schema, "version")["type"] = "long"));
        Assert.False(await Takes(schema => Field(schema, "customer_unique_id")["type"] = new JsonArray("null", "string", "boolean")));
        Assert.False(await Takes(schema => Field(schema, "recorded_at")["type"]!["logicalType"] = "timestamp-micros"));
    }

    [Theory]
    [InlineData("Host", "evil.example", 400)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    public async Task pages_of_other_sites_are_refused(string header, string value, int status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{await ours.UrlAsync()}/config")
        {
            Content = new StringContent("""{"compatibility":"NONE"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error_code"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task what_a_form_can_send_is_refused(string type)
    {
        using var http = new HttpClient();
        using var body = new StringContent("""{"schema":"\"string\""}""", Encoding.UTF8, type);
        using var answer = await http.PostAsync(
            new Uri($"{await ours.UrlAsync()}/subjects/evil-value/versions"),
            body,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"schema":"\"string\"","schema":"\"int\""}""", 400)]
    [InlineData("[", 400)]
    [InlineData("\"x\"", 400)]
    public async Task odd_bodies_are_the_requests_fault(string text, int status)
    {
        using var http = new HttpClient();
        using var body = new StringContent(text, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(
            new Uri($"{await ours.UrlAsync()}/subjects/odd-value/versions"),
            body,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task a_schema_deep_by_its_names_is_compared_without_harm()
    {
        var subject = Unique.Name("deep");
        var fields = string.Join(
            ",",
            Enumerable
                .Range(1, 900)
                .Select(i =>
                    $$$"""{"name":"f{{{i}}}","type":{"type":"record","name":"R{{{i}}}","fields":[{"name":"x","type":"R{{{i - 1}}}"}]}}"""
                )
        );
        var schema =
            $$$"""{"type":"record","name":"Deep","fields":[{"name":"f0","type":{"type":"record","name":"R0","fields":[]}},{{{fields}}}]}""";
        Assert.Equal(HttpStatusCode.OK, (await Registry.RegisterAsync(subject, schema)).Status);
        Assert.True((bool)(await Registry.CheckAsync(subject, schema)).Body["is_compatible"]!);
    }
}
