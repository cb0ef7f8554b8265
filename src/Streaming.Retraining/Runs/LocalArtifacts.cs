using System.Security.Cryptography;
using Streaming.Contracts;

namespace Streaming.Retraining.Runs;

/// <summary>Artifacts of the last run that this node has made itself, so that the next stage does not fetch them again. Only ever a
/// shortcut: what is missing or damaged is fetched.</summary>
internal sealed class LocalArtifacts(string folder)
{
    /// <summary>Copies the artifact, checked against its hash.</summary>
    public bool TryCopy(string sha256, string path)
    {
        try
        {
            File.Copy(Path.Combine(folder, sha256), path, overwrite: true);
            using var copy = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(copy)) == sha256;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Takes a file over.</summary>
    public void Take(string sha256, string path)
    {
        OwnerOnly.Folder(folder);
        File.Move(path, Path.Combine(folder, sha256), overwrite: true);
    }

    /// <summary>Removes all but these.</summary>
    public void KeepOnly(IReadOnlySet<string> hashes)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder))
            if (!hashes.Contains(Path.GetFileName(path)))
                File.Delete(path);
    }
}
