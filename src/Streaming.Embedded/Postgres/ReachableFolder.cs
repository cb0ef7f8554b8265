using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// The folder that the server really works in. A clone or a home below /root (mode 700) cannot be entered by the user that root
/// hands the server to; then the data live under /var/lib, by a hash of the path that was asked for, so that the same request
/// finds the same data again. Not under /tmp or /var/tmp: anybody may write there, and old files are swept away.
/// </summary>
internal static class ReachableFolder
{
    private const string Elsewhere = "/var/lib/streaming";
    private const UnixFileMode PassThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder, or the one elsewhere that stands for it, and gives its full path.</summary>
    public static async Task<string> PrepareAsync(string requested, ServerUser user, ILogger logger, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(requested);
        Create(folder, user);
        if (!user.IsOther || await CanEnterAsync(folder, user, cancellation).ConfigureAwait(false))
            return folder;

        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        var other = Path.Combine(Elsewhere, $"postgres-{key}");
        Create(other, user);
        if (!await CanEnterAsync(other, user, cancellation).ConfigureAwait(false))
            throw new EmbeddedPartException(
                $"User '{user.Name}' can enter neither '{folder}' nor '{other}'. Name a data folder that it can reach."
            );
        await File.WriteAllTextAsync(
                Path.Combine(folder, "MOVED"),
                $"PostgreSQL runs as user '{user.Name}', who cannot enter this folder. Its data are in {other}\n",
                cancellation
            )
            .ConfigureAwait(false);
        logger.LogWarning(
            "PostgreSQL runs as user {User}, who cannot enter {Requested}: its data are kept in {Folder}",
            user.Name,
            folder,
            other
        );
        return other;
    }

    private static void Create(string folder, ServerUser user)
    {
        if (Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows() || !user.IsOther)
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, PassThrough);
    }

    private static async Task<bool> CanEnterAsync(string folder, ServerUser user, CancellationToken cancellation) =>
        (await user.RunAsync(["test", "-x", folder], "/", cancellation).ConfigureAwait(false)).ExitCode == 0;
}
