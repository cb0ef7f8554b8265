using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Streaming.Host.Commands;

/// <summary><c>--version</c>: the version and the first digits of the commit that it was built from.</summary>
internal sealed class ShortVersion : SynchronousCommandLineAction
{
    private const int ShownCommitDigits = 12;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            Of(typeof(ShortVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion)
        );
        return ExitCodes.Ok;
    }

    /// <summary><c>1.0.0+0123…</c> with its commit cut to what people compare.</summary>
    internal static string Of(string informational)
    {
        var commit = informational.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 || informational.Length - commit - 1 <= ShownCommitDigits
            ? informational
            : informational[..(commit + 1 + ShownCommitDigits)];
    }
}
