using System.Diagnostics;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>Which processes run.</summary>
internal static class ProcessTable
{
    /// <summary>Neither gone nor a zombie that its parent has not looked at yet.</summary>
    public static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is ArgumentException or IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
