using System.Diagnostics;
using System.Globalization;
using Streaming.Contracts;

namespace Streaming.Retraining.Runs.Children;

/// <summary>How a process starts a copy of its own program for a stage that fits models.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments, the hidden command that runs a stage among them.</param>
/// <param name="MemoryLimitBytes">Most that the copy's managed heap may take.</param>
public sealed record ChildProgram(string FileName, IReadOnlyList<string> Arguments, long MemoryLimitBytes)
{
    private const string Shell = "/bin/sh";
    private const string Session = "/usr/bin/setsid";
    private const string Policy = "/usr/bin/chrt";

    /// <summary>
    /// Lowest priority: a scorer beside it runs as if it were alone, and the fit takes what is left. Priorities are compared within a
    /// session only, where the kernel groups
    /// tasks by sessions: so the child gets one of its own, whose group has the lowest as well. Where it does not, the first command fails
    /// and is not missed.
    /// </summary>
    private const string AtLowestPriority = $"{{ echo 19 > /proc/self/autogroup; }} 2>/dev/null; exec {Policy} --idle 0 \"$0\" \"$@\"";

    /// <summary>Whatever else runs on the machine comes first, as a scorer beside it must. Default true.</summary>
    public bool GivesWay { get; init; } = true;

    /// <summary>The program of this process with other arguments; found also where it runs under <c>dotnet</c>.</summary>
    public static ChildProgram OfThisProcess(IReadOnlyList<string> arguments, long memoryLimitBytes)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the system does not tell which program this is");
        var isRuntime = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ChildProgram(program, isRuntime ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments, memoryLimitBytes);
    }

    /// <summary>
    /// Priority is given by programs that become ours: on Linux it belongs to each thread, and a process that lowers its own leaves the
    /// threads that run already
    /// as they were.
    /// </summary>
    internal ProcessStartInfo ToStartInfo()
    {
        var lowers = GivesWay && File.Exists(Shell) && File.Exists(Session) && File.Exists(Policy);
        var start = lowers
            ? new ProcessStartInfo(Session, [Shell, "-c", AtLowestPriority, FileName, .. Arguments])
            : new ProcessStartInfo(FileName, Arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        ChildEnvironment.Clean(start);
        start.Environment["DOTNET_GCHeapHardLimit"] = MemoryLimitBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        return start;
    }
}
