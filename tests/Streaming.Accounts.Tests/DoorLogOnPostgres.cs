using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.SigningIn;
using Streaming.Testing;

namespace Streaming.Accounts.Tests;

public sealed class DoorLogOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task the_same_again_is_one_event_with_a_count()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var door = server.Services.GetRequiredService<DoorLog>();

        for (var i = 0; i < 3; i++)
            door.Refused("vera", "cases.work", "/cases", "192.0.2.1");

        Assert.Equal(["vera at 192.0.2.1 was refused /cases, 3 times: permission cases.work is missing"], await server.TrailAsync());
    }

    [Fact]
    public async Task a_flood_of_names_is_a_bounded_number_of_events()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var door = server.Services.GetRequiredService<DoorLog>();

        for (var i = 0; i < 10 * DoorLog.Most; i++)
            door.Failed($"name {i}", "192.0.2.1", "no such account");

        var trail = await server.TrailAsync();
        Assert.True(trail.Count <= DoorLog.Most + 1, $"{trail.Count} events");
        Assert.Contains(trail, line => line.StartsWith("further names could not sign in", StringComparison.Ordinal));
    }
}
