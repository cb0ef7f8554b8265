using System.Diagnostics;
using Xunit;

namespace Streaming.Operations.Tests.Rules;

/// <summary>Prometheus' own checker, of Debian's package <c>prometheus</c>. Where it is absent the test is skipped.</summary>
internal static class Promtool
{
    private const string Program = "promtool";

    /// <summary>Fails the test with all that was said when it does not succeed.</summary>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var (exitCode, said) = await StartAsync(arguments, "");
        Assert.True(exitCode == 0, said);
    }

    /// <summary>Lines of complaint about what is given on standard input.</summary>
    public static async Task<string[]> ComplaintsAsync(IReadOnlyList<string> arguments, string input) =>
        (await StartAsync(arguments, input)).Said.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(int ExitCode, string Said)> StartAsync(IReadOnlyList<string> arguments, string input)
    {
        Assert.SkipUnless(OnPath.Has(Program), "promtool (Debian's package prometheus) is not installed");
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await said));
    }
}
