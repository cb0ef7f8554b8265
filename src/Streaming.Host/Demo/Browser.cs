using System.Diagnostics;

namespace Streaming.Host.Demo;

/// <summary>Opens an address in the reader's browser.</summary>
internal static class Browser
{
    private const string ProgramVariable = "BROWSER";
    private const string Opener = "xdg-open";

    /// <returns>Why nothing was opened; null when it was.</returns>
    public static string? Open(Uri address)
    {
        var program = Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named ? named : Opener;
        try
        {
            using var started = Process.Start(
                new ProcessStartInfo(program, [address.ToString()])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            );
            return null;
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return $"no browser was opened: {program} cannot be started ({missing.Message}); {ProgramVariable} names another program";
        }
    }
}
