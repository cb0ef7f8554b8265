using System.Net;
using System.Text.Json.Nodes;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>Our registry: the common contract, and what others do differently or not at all.</summary>
public sealed class EmbeddedRegistryTests(EmbeddedRegistryFixture ours) : RegistryContract, IClassFixture<EmbeddedRegistryFixture>
{
    private const string Text = "\"string\"";

    [Fact]
    public async Task ids_versions_and_levels_outlive_a_restart()
    {
        var subject = Unique.Name("kept");
        var id = (int)(await Registry.RegisterAsync(subject, Text)).Body["id"]!;
        await Registry.SetLevelAsync(subject, "FULL_TRANSITIVE");
        await ours.StopAsync();

        using var again = new RegistryConversation(await ours.UrlAsync());
        var found = (await again.GetAsync($"/subjects/{subject}/versions/latest")).Body;
        Assert.Equal((id, 1, Text), ((int)found["id"]!, (int)found["version"]!, (string?)found["schema"]));
        Assert.Equal("FULL_TRANSITIVE", (string?)(await again.GetAsync($"/config/{subject}")).Body["compatibilityLevel"]);
    }

    [Fact]
    public async Task every_answer_names_the_interfaces_content_type()
    {
        Assert.Equal(SchemaRegistryEndpoints.ContentType, (await Registry.GetAsync("/subjects")).ContentType);
        Assert.Equal(SchemaRegistryEndpoints.ContentType, (await Registry.GetAsync("/schemas/ids/999999999")).ContentType);
    }

    [Fact]
    public async Task the_level_is_backward_until_somebody_says_otherwise()
    {
        Assert.Equal("BACKWARD", (string?)(await Registry.GetAsync("/config")).Body["compatibilityLevel"]);
        var subject = Unique.Name("unset");
        Assert.Equal(40408, (await Registry.GetAsync($"/config/{subject}")).ErrorCode);
        Assert.Equal("BACKWARD", (string?)(await Registry.GetAsync($"/config/{subject}?defaultToGlobal=true")).Body["compatibilityLevel"]);
    }

    [Fact]
    public async Task blanks_and_the_order_of_members_make_no_other_schema()
    {
        var subject = Unique.Name("blanks");
        var id = (int)(await Registry.RegisterAsync(subject, """{"type":"fixed","name":"F","size":4}""")).Body["id"]!;
        Assert.Equal(id, (int)(await Registry.RegisterAsync(subject, """{ "size": 4, "name": "F", "type": "fixed" }""")).Body["id"]!);
    }

    [Fact]
    public async Task a_refusal_names_the_place_and_the_reason()
    {
        var subject = Unique.Name("why");
        await Registry.RegisterAsync(subject, """{"type":"record","name":"R","fields":[]}""");
        var refused = await Registry.RegisterAsync(subject, """{"type":"record","name":"R","fields":[{"name":"must","type":"int"}]}""");
        Assert.Equal(409, refused.ErrorCode);
        Assert.Contains("/must: the reader's field of type int has no default", (string?)refused.Body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task many_at_once_get_one_id_and_one_version()
    {
        var subject = Unique.Name("race");
        var schema = $$"""{"type":"fixed","name":"{{subject.Replace('-', '_')}}","size":4}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Registry.RegisterAsync(subject, schema)));
        Assert.Single(answers.Select(answer => (int)answer.Body["id"]!).Distinct());
        Assert.Equal("[1]", (await Registry.GetAsync($"/subjects/{subject}/versions")).Body.ToJsonString());
    }

    [Fact]
    public async Task a_body_that_cannot_be_used_is_refused_with_a_reason()
    {
        var answer = await Registry.SendAsync(HttpMethod.Post, "/subjects/s/versions", new JsonObject { ["schema"] = 5 });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        answer = await Registry.SendAsync(
            HttpMethod.Post,
            "/subjects/s/versions",
            new JsonObject { ["schema"] = "{}", ["schemaType"] = "PROTOBUF" }
        );
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 42201), (answer.Status, answer.ErrorCode));
        answer = await Registry.GetAsync("/subjects/s/versions/zero");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 42202), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task a_level_that_does_not_exist_is_refused_with_those_that_do()
    {
        var answer = await Registry.SetLevelAsync("any", "SOMETIMES");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 42203), (answer.Status, answer.ErrorCode));
        Assert.Contains("FULL_TRANSITIVE", (string?)answer.Body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_subject_may_hold_a_slash_and_other_letters()
    {
        var subject = Unique.Name("a/b ç");
        await Registry.RegisterAsync(Uri.EscapeDataString(subject), Text);
        Assert.Contains(subject, (await Registry.GetAsync("/subjects")).Body.AsArray().Select(name => (string?)name));
    }

    protected override Task<string> UrlAsync() => ours.UrlAsync();
}
