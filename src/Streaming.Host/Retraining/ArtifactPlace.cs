namespace Streaming.Host.Retraining;

/// <summary>
/// Where an artifact of a run is written below a folder that somebody names. The names come from a document of the database, which may have
/// been changed: none leads out of the folder.
/// </summary>
internal static class ArtifactPlace
{
    private const int LongestName = 200;

    private static readonly string[] NoNames = [".", ".."];

    /// <summary>The path of <paramref name="names"/>, one below the other, in <paramref name="root"/>.</summary>
    /// <exception cref="FailedException">A name is empty, leads elsewhere, or something on the way is a link.</exception>
    public static string Of(string root, params ReadOnlySpan<string> names)
    {
        var path = Path.GetFullPath(root);
        foreach (var name in names)
        {
            var isPlain =
                name.Length is > 0 and <= LongestName
                && !NoNames.Contains(name)
                && name.All(letter => letter is not ('/' or '\\' or ':') && !char.IsControl(letter));
            if (!isPlain)
                throw Refused(name, "is no plain file name");
            path = Path.Combine(path, name);
            var there = new FileInfo(path);
            if (there.LinkTarget is not null)
                throw Refused(name, $"is a link to {there.LinkTarget} at {path}");
        }

        return path;
    }

    private static FailedException Refused(string name, string why) =>
        new(
            $"the run names an artifact '{string.Concat(name.Select(letter => char.IsControl(letter) ? '·' : letter))}', which {why}: "
                + $"nothing is written outside of --out. The record of the run was changed, see `streaming audit verify`"
        );
}
