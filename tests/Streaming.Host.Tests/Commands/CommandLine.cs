namespace Streaming.Host.Tests.Commands;

/// <summary>What a command line did: the real root command, in this process, with its output caught.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static Task<CommandLine> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public static async Task<CommandLine> RunAsync(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await StreamingProgram.RunAsync(args, output, error, cancellation);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
