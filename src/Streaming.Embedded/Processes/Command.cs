using System.ComponentModel;
using System.Diagnostics;
using Streaming.Contracts;

namespace Streaming.Embedded.Processes;

/// <summary>What a finished command said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string Both => $"{Output.Trim()}\n{Error.Trim()}".Trim();
}

/// <summary>Runs a short command to its end.</summary>
internal static class Command
{
    /// <param name="line">The program and its arguments, passed on without a shell.</param>
    /// <param name="workingFolder">Must be reachable by whoever the command runs as.</param>
    /// <exception cref="EmbeddedPartException">The program could not be started.</exception>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> line,
        string workingFolder,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ChildEnvironment.Clean(start);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new CommandResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    /// <summary>The full path of a program on PATH; null when there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/bin", "/usr/sbin", "/bin", "/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new EmbeddedPartException($"'{start.FileName}' could not be started: {failure.Message}", failure);
        }
    }
}
