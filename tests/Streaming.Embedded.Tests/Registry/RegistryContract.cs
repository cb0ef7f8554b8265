using System.Net;
using System.Text.Json.Nodes;
using Streaming.Contracts.Rules;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>What any registry with Confluent's interface does: run against ours and against one that others wrote.</summary>
public abstract class RegistryContract : IAsyncLifetime
{
    private const string First = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}""";
    private const string WithDefault =
        """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},"""
        + """{"name":"note","type":"string","default":""}]}""";
    private const string WithoutDefault =
        """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"must","type":"string"}]}""";
    private const string OtherType = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}""";

    private readonly string subject = Unique.Name("order-value");
    private RegistryConversation? registry;

    private protected RegistryConversation Registry => registry!;

    public async ValueTask InitializeAsync() => registry = new RegistryConversation(await UrlAsync());

    public ValueTask DisposeAsync()
    {
        registry?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task a_registered_schema_is_found_by_id_by_version_as_latest_and_by_its_text()
    {
        var id = Id(await Registry.RegisterAsync(subject, First));
        Assert.Equal(
            "shop",
            (string?)JsonNode.Parse((string)(await Registry.GetAsync($"/schemas/ids/{id}")).Body["schema"]!)!["namespace"]
        );
        foreach (var version in (string[])["1", "latest"])
        {
            var found = (await Registry.GetAsync($"/subjects/{subject}/versions/{version}")).Body;
            Assert.Equal((subject, 1, id), ((string?)found["subject"], (int)found["version"]!, (int)found["id"]!));
        }

        var lookedUp = (await Registry.LookUpAsync(subject, First)).Body;
        Assert.Equal((subject, 1, id), ((string?)lookedUp["subject"], (int)lookedUp["version"]!, (int)lookedUp["id"]!));
        Assert.Contains(subject, (await Registry.GetAsync("/subjects")).Body.AsArray().Select(name => (string?)name));
        Assert.Equal("[1]", (await Registry.GetAsync($"/subjects/{subject}/versions")).Body.ToJsonString());
    }

    [Fact]
    public async Task registering_again_changes_nothing_and_another_subject_shares_the_id()
    {
        var id = Id(await Registry.RegisterAsync(subject, First));
        Assert.Equal(id, Id(await Registry.RegisterAsync(subject, First)));
        Assert.Equal(id, Id(await Registry.RegisterAsync(Unique.Name("other-value"), First)));
        Assert.Equal("[1]", (await Registry.GetAsync($"/subjects/{subject}/versions")).Body.ToJsonString());
    }

    [Fact]
    public async Task a_default_alone_makes_another_schema()
    {
        const string Elsewhere =
            """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string","default":"x"}]}""";
        var id = Id(await Registry.RegisterAsync(subject, First));
        Assert.NotEqual(id, Id(await Registry.RegisterAsync(subject, Elsewhere)));
    }

    [Fact]
    public async Task what_is_not_there_is_answered_with_its_own_number()
    {
        Assert.Equal((HttpStatusCode.NotFound, 40401), Problem(await Registry.GetAsync($"/subjects/{subject}/versions")));
        Assert.Equal((HttpStatusCode.NotFound, 40401), Problem(await Registry.GetAsync($"/subjects/{subject}/versions/latest")));
        Assert.Equal((HttpStatusCode.NotFound, 40403), Problem(await Registry.GetAsync("/schemas/ids/999999999")));
        await Registry.RegisterAsync(subject, First);
        Assert.Equal((HttpStatusCode.NotFound, 40402), Problem(await Registry.GetAsync($"/subjects/{subject}/versions/7")));
        Assert.Equal((HttpStatusCode.NotFound, 40403), Problem(await Registry.LookUpAsync(subject, WithDefault)));
    }

    [Theory]
    [InlineData("""{"type":"record","name":"Order"}""")]
    [InlineData("""{"type":"nonsense"}""")]
    public async Task what_is_no_avro_schema_is_refused(string schema) =>
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 42201), Problem(await Registry.RegisterAsync(subject, schema)));

    [Theory]
    [InlineData("BACKWARD", WithDefault, true)]
    [InlineData("BACKWARD", WithoutDefault, false)]
    [InlineData("FORWARD", WithoutDefault, true)]
    [InlineData("FORWARD", OtherType, false)]
    [InlineData("FULL", WithDefault, true)]
    [InlineData("FULL", WithoutDefault, false)]
    [InlineData("NONE", OtherType, true)]
    public async Task the_level_decides_whether_the_next_schema_is_taken(string level, string next, bool taken)
    {
        await Registry.RegisterAsync(subject, First);
        Assert.Equal(HttpStatusCode.OK, (await Registry.SetLevelAsync(subject, level)).Status);
        Assert.Equal(level, (string?)(await Registry.GetAsync($"/config/{subject}")).Body["compatibilityLevel"]);

        Assert.Equal(taken, (bool)(await Registry.CheckAsync(subject, next)).Body["is_compatible"]!);
        var answer = await Registry.RegisterAsync(subject, next);
        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.Conflict, answer.Status);
        Assert.Equal(taken ? "[1,2]" : "[1]", (await Registry.GetAsync($"/subjects/{subject}/versions")).Body.ToJsonString());
    }

    [Theory]
    [InlineData("BACKWARD", true)]
    [InlineData("BACKWARD_TRANSITIVE", false)]
    [InlineData("FULL_TRANSITIVE", false)]
    public async Task a_transitive_level_asks_every_earlier_schema(string level, bool taken)
    {
        await Registry.SetLevelAsync(subject, "NONE");
        await Registry.RegisterAsync(subject, OtherType);
        await Registry.RegisterAsync(subject, First);
        await Registry.SetLevelAsync(subject, level);
        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.Conflict, (await Registry.RegisterAsync(subject, WithDefault)).Status);
    }

    /// <summary>Pairs of a writer's and a reader's field type, by the specification; one registry's answer is the other's check.</summary>
    [Theory]
    [InlineData("\"int\"", "\"double\"", true)]
    [InlineData("\"double\"", "\"float\"", false)]
    [InlineData("\"string\"", "\"bytes\"", true)]
    [InlineData("\"int\"", "[\"null\",\"long\"]", true)]
    [InlineData("[\"null\",\"int\"]", "\"int\"", false)]
    [InlineData("""{"type":"array","items":"int"}""", """{"type":"array","items":"long"}""", true)]
    [InlineData("""{"type":"map","values":"long"}""", """{"type":"map","values":"int"}""", false)]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","B"]}""", """{"type":"enum","name":"E","symbols":["A"]}""", false)]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","B"]}""", """{"type":"enum","name":"E","symbols":["A"],"default":"A"}""", true)]
    [InlineData("""{"type":"fixed","name":"F","size":4}""", """{"type":"fixed","name":"F","size":8}""", false)]
    [InlineData("""{"type":"fixed","name":"F","size":4}""", """{"type":"fixed","name":"G","size":4,"aliases":["F"]}""", true)]
    [InlineData("""{"type":"long","logicalType":"timestamp-millis"}""", "\"long\"", true)]
    public async Task a_reader_takes_what_the_specification_lets_it_take(string written, string read, bool taken)
    {
        static string Record(string type) => $$"""{"type":"record","name":"Pair","fields":[{"name":"value","type":{{type}}}]}""";
        await Registry.RegisterAsync(subject, Record(written));
        await Registry.SetLevelAsync(subject, "BACKWARD");
        Assert.Equal(taken, (bool)(await Registry.CheckAsync(subject, Record(read))).Body["is_compatible"]!);
    }

    [Fact]
    public async Task a_type_that_holds_itself_is_compared()
    {
        const string List =
            """{"type":"record","name":"Item","fields":[{"name":"value","type":"int"},"""
            + """{"name":"next","type":["null","Item"],"default":null}]}""";
        await Registry.RegisterAsync(subject, List);
        await Registry.SetLevelAsync(subject, "FULL");
        Assert.True(
            (bool)
                (await Registry.CheckAsync(subject, List.Replace("\"value\"", "\"value\",\"doc\":\"d\"", StringComparison.Ordinal))).Body[
                    "is_compatible"
                ]!
        );
        Assert.False(
            (bool)(await Registry.CheckAsync(subject, List.Replace("\"int\"", "\"long\"", StringComparison.Ordinal))).Body["is_compatible"]!
        );
    }

    /// <summary>Where the registry under test listens, without a slash at its end.</summary>
    protected abstract Task<string> UrlAsync();

    private static (HttpStatusCode, int?) Problem(RegistryReply reply) => (reply.Status, reply.ErrorCode);

    private static int Id(RegistryReply reply)
    {
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Body.ToJsonString());
        return (int)reply.Body["id"]!;
    }
}
