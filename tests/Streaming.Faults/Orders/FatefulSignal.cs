using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Streaming.Faults.Orders;

/// <summary>A signal that no process can refuse, by its number on Linux.</summary>
internal enum FatefulSignal
{
    /// <summary>Ends it at once.</summary>
    Kill = 9,

    /// <summary>Halts all of its threads until somebody sends SIGCONT.</summary>
    Stop = 19,
}

/// <summary>Sends signals to this process.</summary>
internal static class SelfSignal
{
    public static void Send(FatefulSignal signal)
    {
        if (Kill(Environment.ProcessId, (int)signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
