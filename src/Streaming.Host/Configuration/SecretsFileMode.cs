namespace Streaming.Host.Configuration;

/// <summary>A file of secrets is refused unless its owner alone can read it.</summary>
internal static class SecretsFileMode
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <exception cref="SettingsException">Group or others have a right to the file.</exception>
    public static void Require(string file)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(file);
        if ((mode & Others) != 0)
            throw new SettingsException([
                $"{file} has mode {Convert.ToString((int)mode, 8)}; allowed: readable by its owner only; run: chmod 600 {file}",
            ]);
    }
}
