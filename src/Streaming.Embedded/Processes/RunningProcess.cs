using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Streaming.Embedded.Processes;

/// <summary>A process known by its id only: one that an earlier run of this program left behind, or a server that detached
/// itself.</summary>
internal static partial class RunningProcess
{
    private const int SignalTerminate = 15;
    private const int SignalKill = 9;

    /// <summary>
    /// Whether a process with this id runs and carries the text in its command line. Ids are used again by the system, so an id
    /// from a file proves nothing alone. Where there is no /proc the answer is false and nothing is ever signalled.
    /// </summary>
    public static bool HasInCommandLine(int id, string text)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Asks to stop (SIGTERM), waits, then insists (SIGKILL).</summary>
    /// <returns>Whether asking was enough.</returns>
    public static async Task<bool> StopAsync(int id, TimeSpan patience, TimeProvider clock)
    {
        if (kill(id, SignalTerminate) == 0 && await GoneAsync(id, patience, clock).ConfigureAwait(false))
            return true;
        if (!Exists(id))
            return true;
        _ = kill(id, SignalKill);
        await GoneAsync(id, TimeSpan.FromSeconds(5), clock).ConfigureAwait(false);
        return false;
    }

    private static async Task<bool> GoneAsync(int id, TimeSpan patience, TimeProvider clock)
    {
        var since = clock.GetTimestamp();
        while (Exists(id))
        {
            if (clock.GetElapsedTime(since) > patience)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock).ConfigureAwait(false);
        }

        return true;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int id, int signal);
}
