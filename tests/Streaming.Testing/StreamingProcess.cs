using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Streaming.Testing;

/// <summary>
/// The built program as a process of its own, as a user starts it: arguments, environment, output, signals, exit code. For test projects
/// that reference Streaming.Host: it lies beside them then.
/// </summary>
public sealed class StreamingProcess : IDisposable
{
    private const int Terminate = 15;

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    /// <summary>Starts it; nobody has to sign in.</summary>
    /// <param name="environment">On top of this process's own; a null value takes a variable away.</param>
    /// <param name="arguments">As on the command line.</param>
    public StreamingProcess(IReadOnlyDictionary<string, string?> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "streaming.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["STREAMING__Accounts__SignIn"] = "off";
        foreach (var (name, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Standard output up to now.</summary>
    public string Output => Read(output);

    /// <summary>Standard error up to now.</summary>
    public string Error => Read(error);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Runs to the end; fails the test when the exit code is another, with all that was said.</summary>
    public static async Task<string> RunAsync(
        IReadOnlyDictionary<string, string?> environment,
        int exitCode,
        params IReadOnlyList<string> arguments
    )
    {
        using var run = new StreamingProcess(environment, arguments);
        var ended = await run.ExitAsync();
        if (ended != exitCode)
            Assert.Fail($"streaming {string.Join(' ', arguments)}: exit code {ended}, not {exitCode}\n{run.Output}\n{run.Error}");
        return run.Output;
    }

    /// <summary>Waits for its end; gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Signal(process.Id, Terminate));
        return await ExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int processId, int signal);

    private static void Keep(StringBuilder into, string? line)
    {
        if (line is null)
            return;
        lock (into)
            into.AppendLine(line);
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
            return from.ToString();
    }
}
