using System.ComponentModel;
using System.Diagnostics;
using Streaming.Audit.Tests.Runs;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

/// <summary><c>ops/verify-export.py</c> as an auditor runs it.</summary>
internal sealed record ExportChecker(int ExitCode, string Output)
{
    public static async Task<ExportChecker> RunAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(RepositoryRoot.Find(), "ops", "verify-export.py"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not on the PATH");
            throw;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new ExportChecker(process.ExitCode, output + await error);
        }
    }
}
