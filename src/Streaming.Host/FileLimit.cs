using System.Globalization;

namespace Streaming.Host;

/// <summary>How many files and connections the system lets this process have open. .NET raises the soft limit to the hard one at its start,
/// so what is left is the hard one.</summary>
internal static class FileLimit
{
    /// <summary>A process with roles has some 500 open; below, it ends in the middle of something and says that memory ran out.</summary>
    public const int Least = 640;

    private const string LimitsFile = "/proc/self/limits";
    private const string Line = "Max open files";

    public static string Remedy =>
        $"Raise the limit to {Least} at least: `ulimit -n 4096` in the shell, LimitNOFILE= in a service file, or nofile in "
        + $"/etc/security/limits.conf";

    /// <summary>The same where the limit may be the cause.</summary>
    public static string Hint => Current is { } current && current < Least ? $"This process may open {current} files only. {Remedy}" : "";

    /// <summary>Null where the system does not tell.</summary>
    public static long? Current => File.Exists(LimitsFile) ? Of(File.ReadLines(LimitsFile)) : null;

    /// <exception cref="FailedException">A process with roles would run out of files.</exception>
    public static void Require()
    {
        if (Current is { } current && current < Least)
            throw new FailedException($"this process may open {current} files and connections; with roles it needs {Least}. {Remedy}");
    }

    /// <summary>The soft limit in <c>/proc/self/limits</c>; null when it is not there or unlimited.</summary>
    internal static long? Of(IEnumerable<string> limits)
    {
        var line = limits.FirstOrDefault(limit => limit.StartsWith(Line, StringComparison.Ordinal));
        var soft = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
    }
}
