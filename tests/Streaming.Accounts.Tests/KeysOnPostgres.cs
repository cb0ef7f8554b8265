using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Keys;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tests;

public sealed class KeysOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_key_opens_its_scopes_by_either_header_until_it_is_revoked()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var keys = server.Services.GetRequiredService<ApiKeys>();
        var (key, token) = await keys.CreateAsync("shop", [Permissions.ScoreOrders], "root", CancellationToken.None);

        Assert.Equal((HttpStatusCode.OK, "key shop"), await ScoreAsync(server, ("Authorization", "Bearer " + token)));
        Assert.Equal((HttpStatusCode.OK, "key shop"), await ScoreAsync(server, ("X-Api-Key", token)));
        Assert.Equal(HttpStatusCode.Forbidden, await PageAsync(server, token));

        await keys.RevokeAsync(key.Id, "root", CancellationToken.None);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ScoreAsync(server, ("Authorization", "Bearer " + token))).Status);
        var trail = await server.TrailAsync();
        Assert.Contains($"made key {key.Id} for shop: orders.score", trail);
        Assert.Contains($"revoked key {key.Id} of shop", trail);
        Assert.NotNull((await keys.ListAsync(CancellationToken.None)).Single().UsedOn);
    }

    [Fact]
    public async Task the_database_holds_no_key()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var (key, token) = await server
            .Services.GetRequiredService<ApiKeys>()
            .CreateAsync("shop", [Permissions.ScoreOrders], "root", CancellationToken.None);

        Assert.DoesNotContain(
            token[(ApiKeys.Mark.Length + key.Id.Length)..],
            System.Text.Json.JsonSerializer.Serialize(key),
            StringComparison.Ordinal
        );
        Assert.Equal(64, key.Sha256.Length);
    }

    [Theory]
    [InlineData("Authorization", "Bearer streaming_")]
    [InlineData("Authorization", "Bearer streaming_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Authorization", "Basic cm9vdDpyb290")]
    [InlineData("X-Api-Key", "' or 1=1 --")]
    [InlineData("X-Api-Key", "")]
    public async Task what_is_no_key_opens_nothing(string header, string value)
    {
        await using var server = await AccountServer.StartAsync(postgres);

        var (status, _) = await ScoreAsync(server, (header, value));

        Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, status.ToString());
    }

    [Theory]
    [InlineData("", Permissions.ScoreOrders)]
    [InlineData("shop\n", "orders.everything")]
    [InlineData("shop")]
    public async Task a_key_without_a_name_or_with_another_scope_is_refused(string name, params string[] scopes)
    {
        await using var server = await AccountServer.StartAsync(postgres);

        await Assert.ThrowsAsync<AccountsException>(() =>
            server.Services.GetRequiredService<ApiKeys>().CreateAsync(name, scopes, "root", CancellationToken.None)
        );
    }

    private static async Task<(HttpStatusCode Status, string Text)> ScoreAsync(AccountServer server, (string Name, string Value) header)
    {
        using var program = server.Browser();
        program.DefaultRequestHeaders.TryAddWithoutValidation(header.Name, header.Value);
        using var answer = await program.PostAsync(new Uri("/score", UriKind.Relative), null);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> PageAsync(AccountServer server, string token)
    {
        using var program = server.Browser();
        program.DefaultRequestHeaders.Add("Authorization", "Bearer " + token);
        return await AccountServer.StatusAsync(program, "/me");
    }
}
