using System.Net;
using System.Text;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>The registry of a demo takes nothing from a page that somebody opens beside it.</summary>
public sealed class RegistryDoorsTests(EmbeddedRegistryFixture ours) : IClassFixture<EmbeddedRegistryFixture>
{
    [Theory]
    [InlineData("evil.example", null, null, HttpStatusCode.BadRequest)]
    [InlineData(null, "http://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "null", null, HttpStatusCode.Forbidden)]
    [InlineData(null, null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData(null, null, "same-site", HttpStatusCode.Forbidden)]
    [InlineData(null, null, null, HttpStatusCode.OK)]
    public async Task a_level_is_set_by_programs_only(string? host, string? origin, string? site, HttpStatusCode expected)
    {
        using var client = new HttpClient { BaseAddress = new Uri(await ours.UrlAsync()) };
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/config/{Unique.Name("door")}")
        {
            Content = new StringContent("""{"compatibility":"NONE"}""", Encoding.UTF8, SchemaRegistryEndpoints.ContentType),
        };
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);

        using var answer = await client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(SchemaRegistryEndpoints.ContentType, answer.Content.Headers.ContentType!.MediaType);
        if (expected != HttpStatusCode.OK)
            Assert.Contains(origin ?? site ?? host!, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_unknown_host_reads_nothing()
    {
        using var client = new HttpClient { BaseAddress = new Uri(await ours.UrlAsync()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/subjects") { Headers = { Host = "evil.example" } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
