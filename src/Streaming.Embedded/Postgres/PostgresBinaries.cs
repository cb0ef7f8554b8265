using System.Globalization;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>The installed server programs.</summary>
/// <param name="Folder">Holds <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</param>
internal sealed record PostgresBinaries(string Folder)
{
    public const string Override = "PG_BIN";
    private const string DebianRoot = "/usr/lib/postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <param name="folder">Taken as it is when given; otherwise PG_BIN, Debian's folders and PATH are searched, in that order.</param>
    /// <param name="majorVersion">Of the data that exist already: only that version can read them.</param>
    /// <param name="debianRoot">Where Debian keeps one folder per version; tests name another.</param>
    /// <exception cref="EmbeddedPartException">Nothing that fits is installed.</exception>
    public static PostgresBinaries Find(string? folder, int? majorVersion, string debianRoot = DebianRoot)
    {
        folder ??= Environment.GetEnvironmentVariable(Override);
        if (!string.IsNullOrEmpty(folder))
        {
            return IsComplete(folder)
                ? new PostgresBinaries(folder)
                : throw new EmbeddedPartException(
                    $"'{folder}' (given as the option or as {Override}) does not hold postgres, initdb and pg_ctl."
                );
        }

        var versions = DebianVersions(debianRoot);
        if (majorVersion is { } wanted && versions.Count > 0)
        {
            return versions.TryGetValue(wanted, out var match)
                ? new PostgresBinaries(match)
                : throw new EmbeddedPartException(
                    $"The data were made by PostgreSQL {wanted}, installed is {string.Join(", ", versions.Keys)}. "
                        + $"Install postgresql-{wanted}, name its folder in {Override}, or name a new data folder."
                );
        }

        if (versions.Count > 0)
            return new PostgresBinaries(versions.Values.Last());
        return Command.Find("pg_ctl") is { } onPath && IsComplete(Path.GetDirectoryName(onPath)!)
            ? new PostgresBinaries(Path.GetDirectoryName(onPath)!)
            : throw new EmbeddedPartException(
                $"No PostgreSQL server programs found: looked in {Override} (not set), {debianRoot}/*/bin and PATH. "
                    + "On Debian: apt-get install postgresql. Elsewhere: install a PostgreSQL server and put its bin folder on PATH or in "
                    + $"{Override}, or name a running server by its connection string."
            );
    }

    /// <summary>Whether the programs are installed, without starting anything.</summary>
    public static bool AreInstalled()
    {
        try
        {
            Find(null, null);
            return true;
        }
        catch (EmbeddedPartException)
        {
            return false;
        }
    }

    private static SortedDictionary<int, string> DebianVersions(string root)
    {
        var found = new SortedDictionary<int, string>();
        if (!Directory.Exists(root))
            return found;
        foreach (var version in Directory.EnumerateDirectories(root))
        {
            var bin = Path.Combine(version, "bin");
            if (int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out var major) && IsComplete(bin))
                found[major] = bin;
        }

        return found;
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "postgres"))
        && File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "pg_ctl"));
}
