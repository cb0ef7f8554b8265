using System.Text.Json;
using Streaming.Testing;

namespace Streaming.Compose.Tests;

/// <summary>
/// One stack for all tests of the assembly, from empty volumes, with a small model in service. Started by the first test that asks;
/// where no engine answers the asking test is skipped.
/// </summary>
public sealed class RunningStack : IAsyncDisposable
{
    private Stack? stack;
    private Exception? failure;

    internal async Task<Stack> StartedAsync()
    {
        await Docker.RequireAsync();
        if (failure is not null)
            throw new InvalidOperationException($"The stack did not start for an earlier test: {failure.Message}", failure);
        if (stack is not null)
            return stack;
        try
        {
            stack = new Stack(await Networks.FreeAsync());
            await stack.ComposeAsync("build");
            await stack.ComposeAsync("up", "--detach", "--wait");
            await ServeModelAsync(stack);
            return stack;
        }
        catch (Exception reason)
        {
            failure = reason;
            throw;
        }
    }

    /// <summary>Publishes a history of its own, at some 200 deliveries and as many reviews a second.</summary>
    /// <returns>How many orders were delivered.</returns>
    internal static async Task<int> ReplayAsync(Stack stack, int orders, int seed)
    {
        var data = stack.Below($"history-{seed}");
        await StreamingProcess.RunAsync(stack.CommandSettings, 0, "generate", "--orders", $"{orders}", "--seed", $"{seed}", "--out", data);
        var said = await StreamingProcess.RunAsync(stack.CommandSettings, 0, "replay", "--data", data, "--rate", "400", "--json");
        using var report = JsonDocument.Parse(said);
        return report.RootElement.GetProperty("deliveries").GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
            await stack.DisposeAsync();
    }

    private static async Task ServeModelAsync(Stack stack)
    {
        string data = stack.Below("history"),
            model = stack.Below("first.model");
        await StreamingProcess.RunAsync(stack.CommandSettings, 0, "generate", "--orders", "2000", "--seed", "3", "--out", data);
        await StreamingProcess.RunAsync(stack.CommandSettings, 0, "train", "--data", data, "--out", model, "--json");
        await StreamingProcess.RunAsync(stack.CommandSettings, 0, "models", "promote", model, "--why", "the first one");
    }
}
