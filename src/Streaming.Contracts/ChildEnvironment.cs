using System.Diagnostics;

namespace Streaming.Contracts;

/// <summary>
/// What a process that we start may know of ours: a list of what programs need, not a list of secrets, because nobody can name all
/// variables that passwords are put into.
/// </summary>
public static class ChildEnvironment
{
    private static readonly HashSet<string> Needed = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "TERM",
        "LANG",
        "LANGUAGE",
        "TZ",
        "TZDIR",
        "TMPDIR",
        "TEMP",
        "TMP",
        "PWD",
        "HOSTNAME",
        "JAVA_HOME",
        "JRE_HOME",
        "LD_LIBRARY_PATH",
        "SystemRoot",
        "windir",
        "ComSpec",
        "PATHEXT",
        "SystemDrive",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "ProgramData",
        "ProgramFiles",
        "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE",
    };

    private static readonly string[] NeededBeginnings =
    [
        "LC_",
        "XDG_",
        "DOTNET_",
        "CORECLR_",
        "COMPlus_",
        "OMP_",
        "MALLOC_",
        "KAFKA_HEAP",
        "KAFKA_JVM",
        "KAFKA_GC",
        "PGDATA",
    ];

    private static readonly string[] Secrets = ["PASSWORD", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY", "API_KEY", "PRIVATE_KEY"];

    /// <summary>
    /// Takes out of the environment that the child would inherit all that it does not need. To be called before anything is added for it.
    /// </summary>
    public static void Clean(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.ToList())
        {
            if (!IsNeeded(name))
                start.Environment.Remove(name);
        }
    }

    internal static bool IsNeeded(string name) =>
        (Needed.Contains(name) || NeededBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
        && !Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));
}
