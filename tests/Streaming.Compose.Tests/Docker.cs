using System.Diagnostics;
using Streaming.Testing;
using Xunit;

namespace Streaming.Compose.Tests;

/// <summary>The client of the container engine.</summary>
internal static class Docker
{
    /// <summary>Skips the test where no stack can be started.</summary>
    public static async Task RequireAsync()
    {
        var lack = await ContainerEngine.LackAsync();
        Assert.SkipWhen(lack is not null, $"The stack is not started: {lack}");
        var client = await AskAsync("compose", "version");
        Assert.SkipWhen(client.ExitCode != 0, "The stack is not started: the container engine answers, but there is no docker compose");
    }

    /// <summary>Runs a command that has to succeed; gives its standard output.</summary>
    public static async Task<string> RunAsync(params IReadOnlyList<string> arguments)
    {
        var (exitCode, output, error) = await AskAsync(arguments);
        Assert.True(exitCode == 0, $"docker {string.Join(' ', arguments)}: exit code {exitCode}\n{output}\n{error}");
        return output;
    }

    /// <summary>Runs a command to its end, however it ends. A missing client has exit code 127, as in a shell.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> AskAsync(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("docker") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (127, "", missing.Message);
        }
    }
}
