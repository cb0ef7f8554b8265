using Confluent.SchemaRegistry;
using Streaming.Testing;
using Schema = Confluent.SchemaRegistry.Schema;

namespace Streaming.Embedded.Tests.Registry.Foreign;

/// <summary>Our registry, asked by Confluent's own client for C#.</summary>
public sealed class ConfluentClientTests(EmbeddedRegistryFixture ours) : IClassFixture<EmbeddedRegistryFixture>, IAsyncLifetime
{
    private const string First = """{"type":"record","name":"P","namespace":"x.y","fields":[{"name":"a","type":"string"}]}""";
    private const string Spelled =
        """{ "type":"record", "namespace":"x.y", "name":"P", "fields":[ {"type":{"type":"string"},"name":"a"} ] }""";

    private const string Second = """
        {"type":"record","name":"P","namespace":"x.y","fields":[
        {"name":"a","type":"string"},{"name":"b","type":["null","int"],"default":null}]}
        """;

    private const string Breaking =
        """{"type":"record","name":"P","namespace":"x.y","fields":[{"name":"a","type":"string"},{"name":"c","type":"int"}]}""";

    private readonly string subject = Unique.Name("foreign") + "-value";
    private CachedSchemaRegistryClient? made;

    private CachedSchemaRegistryClient Client => made!;

    public async ValueTask InitializeAsync() => made = await ConfluentClients.ConnectAsync(ours);

    public ValueTask DisposeAsync()
    {
        made?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task a_schema_gets_one_id_and_is_found_by_every_call()
    {
        Assert.True(await Client.IsCompatibleAsync(subject, Avro(First))); // nothing there that could be broken
        var id = await Client.RegisterSchemaAsync(subject, Avro(First));
        foreach (var normalize in (bool[])[false, true])
        {
            Client.ClearCaches();
            Assert.Equal(id, await Client.RegisterSchemaAsync(subject, Avro(First), normalize));
            Client.ClearCaches();
            Assert.Equal(id, await Client.GetSchemaIdAsync(subject, Avro(First), normalize));
            Assert.Equal((id, 1), Place(await Client.LookupSchemaAsync(subject, Avro(First), ignoreDeletedSchemas: !normalize, normalize)));
        }

        Client.ClearCaches();
        Assert.Equal(id, await Client.RegisterSchemaAsync(subject, Avro(Spelled), normalize: true));
        Assert.Equal(id, await Client.GetSchemaIdAsync(subject, Avro(Spelled), normalize: true));
        Client.ClearCaches();
        var answered = await Client.RegisterSchemaWithResponseAsync(subject, Avro(First));
        Assert.Equal(id, answered.Id);
        foreach (var format in (string?[])[null, "serialized", "resolved"])
        {
            Client.ClearCaches();
            Assert.Equal(First, (await Client.GetSchemaAsync(id, format)).SchemaString);
        }

        Assert.Equal(First, (await Client.GetSchemaBySubjectAndIdAsync(subject, id)).SchemaString);
        Assert.Equal(First, (await Client.GetSchemaByGuidAsync(answered.Guid)).SchemaString);
        Assert.Equal((id, 1), Place(await Client.GetLatestSchemaAsync(subject)));
        foreach (var ignoreDeleted in (bool[])[true, false])
        {
            Client.ClearCaches();
            Assert.Equal((id, 1), Place(await Client.GetRegisteredSchemaAsync(subject, 1, ignoreDeleted)));
        }
    }

    [Fact]
    public async Task versions_follow_the_level_of_the_subject()
    {
        Assert.Equal(Compatibility.Backward, await Client.GetCompatibilityAsync());
        await Client.RegisterSchemaAsync(subject, Avro(First));
        Assert.Equal(Compatibility.Full, await Client.UpdateCompatibilityAsync(Compatibility.Full, subject));
        Assert.Equal(Compatibility.Full, await Client.GetCompatibilityAsync(subject));
        Assert.True(await Client.IsCompatibleAsync(subject, Avro(Second)));
        Assert.False(await Client.IsCompatibleAsync(subject, Avro(Breaking)));
        await Client.RegisterSchemaAsync(subject, Avro(Second));
        Assert.Equal([1, 2], await Client.GetSubjectVersionsAsync(subject));
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => Client.RegisterSchemaAsync(subject, Avro(Breaking)));
        Assert.Equal(409, refused.ErrorCode);
        Assert.Contains("/c", refused.Message, StringComparison.Ordinal); // the field
        Assert.Contains(subject, await Client.GetAllSubjectsAsync());
        Assert.Equal(Compatibility.Backward, await Client.UpdateCompatibilityAsync(Compatibility.Backward));
    }

    [Fact]
    public async Task a_subject_may_have_any_letters()
    {
        var odd = $"{subject}/b c%d ü-value";
        await Client.RegisterSchemaAsync(odd, Avro(First));
        Assert.Equal([1], await Client.GetSubjectVersionsAsync(odd));
    }

    [Theory]
    [InlineData("versions", 40401)]
    [InlineData("latest", 40401)]
    [InlineData("id of a schema", 40401)]
    [InlineData("look-up", 40403)]
    [InlineData("id", 40403)]
    [InlineData("guid", 40403)]
    [InlineData("version", 40402)]
    [InlineData("latest with metadata", 40403)]
    [InlineData("level", 40408)]
    [InlineData("associations", 404)]
    [InlineData("metadata", 42201)]
    [InlineData("references", 42201)]
    [InlineData("json", 42201)]
    public async Task what_is_not_there_is_said_with_the_number_that_the_client_knows(string what, int code)
    {
        await Client.RegisterSchemaAsync(subject, Avro(First));
        var nobody = subject + "-nobody";
        Func<Task> call = what switch
        {
            "versions" => () => Client.GetSubjectVersionsAsync(nobody),
            "latest" => () => Client.GetLatestSchemaAsync(nobody),
            "id of a schema" => () => Client.GetSchemaIdAsync(nobody, Avro(First)),
            "look-up" => () => Client.LookupSchemaAsync(subject, Avro(Second), ignoreDeletedSchemas: true, normalize: false),
            "id" => () => Client.GetSchemaAsync(999_999_999),
            "guid" => () => Client.GetSchemaByGuidAsync("11111111-2222-3333-4444-555555555555"),
            "version" => () => Client.GetRegisteredSchemaAsync(subject, 77),
            "latest with metadata" => () => Client.GetLatestWithMetadataAsync(subject, Marks(), ignoreDeletedSchemas: true),
            "level" => () => Client.GetCompatibilityAsync(nobody),
            "associations" => () => Client.GetAssociationsByResourceNameAsync("order-delivered", "-", "topic", ["value"], null, 0, -1),
            "metadata" => () =>
                Client.RegisterSchemaWithResponseAsync(
                    nobody,
                    new Schema(First, SchemaType.Avro) { Metadata = new Metadata(null, Marks(), null) }
                ),
            "references" => () =>
                Client.RegisterSchemaAsync(
                    nobody,
                    new Schema(
                        """{"type":"record","name":"Q","fields":[{"name":"p","type":"x.y.P"}]}""",
                        [new SchemaReference("x.y.P", subject, 1)],
                        SchemaType.Avro
                    )
                ),
            _ => () => Client.RegisterSchemaAsync(nobody, new Schema("""{"type":"object"}""", SchemaType.Json)),
        };
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(call);
        Assert.Equal(code, refused.ErrorCode);
        Assert.DoesNotMatch("^ *;", refused.Message); // words before the number
    }

    private static Schema Avro(string text) => new(text, SchemaType.Avro);

    private static Dictionary<string, string> Marks() => new() { ["owner"] = "ana" };

    private static (int Id, int Version) Place(RegisteredSchema one) => (one.Id, one.Version);
}
