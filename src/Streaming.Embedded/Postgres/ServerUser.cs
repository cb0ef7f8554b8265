using System.Globalization;
using System.Runtime.InteropServices;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>Who the server runs as: PostgreSQL refuses root, so root hands it to another user of the machine.</summary>
/// <param name="Name">The other user; null when this program is not root and the server runs as its own user.</param>
internal sealed partial record ServerUser(string? Name, int UserId, int GroupId, IReadOnlyList<string> Prefix)
{
    /// <summary>The user of its own that Debian's package makes comes first; nobody is on every machine.</summary>
    private static readonly string[] Candidates = ["postgres", "nobody"];

    public bool IsOther => Name is not null;

    /// <exception cref="EmbeddedPartException">Root, and neither a user to hand over to nor a program to do it with.</exception>
    public static ServerUser Choose()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(null, 0, 0, []);

        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var account =
            Candidates.Select(name => accounts.Find(fields => fields[0] == name)).FirstOrDefault(fields => fields is not null)
            ?? throw new EmbeddedPartException(
                $"PostgreSQL does not run as root, and /etc/passwd has none of the users {string.Join(", ", Candidates)}."
            );
        var (name, userId, groupId) = (account[0], Number(account[2]), Number(account[3]));
        if (Command.Find("setpriv") is { } setpriv)
            return new ServerUser(name, userId, groupId, [setpriv, $"--reuid={userId}", $"--regid={groupId}", "--clear-groups", "--"]);
        if (Command.Find("runuser") is { } runuser)
            return new ServerUser(name, userId, groupId, [runuser, "-u", name, "--"]);
        throw new EmbeddedPartException(
            $"PostgreSQL does not run as root, and neither setpriv nor runuser is there to run it as '{name}'. "
                + "On Debian: apt-get install util-linux; or run this program as another user."
        );
    }

    /// <summary>Runs a command as the server's user.</summary>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> line, string workingFolder, CancellationToken cancellation) =>
        Command.RunAsync(
            [.. Prefix, .. line],
            workingFolder,
            cancellation,
            new Dictionary<string, string> { ["HOME"] = workingFolder, ["LC_ALL"] = "C" }
        );

    /// <summary>Gives a file or folder (not what is in it) to the server's user; nothing when that is ourselves.</summary>
    public void Own(string path)
    {
        if (IsOther && chown(path, (uint)UserId, (uint)GroupId) != 0)
            throw new EmbeddedPartException($"'{path}' could not be given to user '{Name}': error {Marshal.GetLastPInvokeError()}.");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint user, uint group);
}
