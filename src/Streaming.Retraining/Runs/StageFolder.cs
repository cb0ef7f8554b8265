using Streaming.Audit;
using Streaming.Audit.Artifacts;
using Streaming.Contracts;

namespace Streaming.Retraining.Runs;

/// <summary>The files of one attempt of a stage: inputs brought from the artifact store, outputs put into it. Gone when disposed.</summary>
internal sealed class StageFolder : IDisposable
{
    /// <summary>Below the work folder: see <see cref="LocalArtifacts"/>.</summary>
    public const string LocalName = "artifacts";

    private readonly ArtifactStore artifacts;
    private readonly LocalArtifacts local;
    private readonly string folder;

    private StageFolder(ArtifactStore artifacts, LocalArtifacts local, string folder)
    {
        (this.artifacts, this.local, this.folder) = (artifacts, local, folder);
        Inputs = OwnerOnly.Folder(Path.Combine(folder, "in"));
        Outputs = OwnerOnly.Folder(Path.Combine(folder, "out"));
    }

    public string Inputs { get; }

    public string Outputs { get; }

    /// <summary>An empty one; what earlier attempts of the run left behind is removed, for nobody works on them any more.</summary>
    public static StageFolder Create(ArtifactStore artifacts, string workFolder, string run, string stage, int attempt)
    {
        OwnerOnly.Folder(workFolder);
        RemoveAll(workFolder, run);
        return new StageFolder(
            artifacts,
            new LocalArtifacts(Path.Combine(workFolder, LocalName)),
            Path.Combine(workFolder, $"{run}.{stage}.{attempt}")
        );
    }

    /// <summary>Removes what attempts of a run have left.</summary>
    public static void RemoveAll(string workFolder, string run)
    {
        if (!Directory.Exists(workFolder))
            return;
        foreach (var left in Directory.EnumerateDirectories(workFolder, $"{run}.*"))
            Directory.Delete(left, recursive: true);
    }

    /// <param name="inputs">SHA-256 of each input by <c>stage/artifact</c>.</param>
    public async Task BringAsync(IReadOnlyDictionary<string, string> inputs, CancellationToken cancellation)
    {
        foreach (var (name, sha256) in inputs)
        {
            var path = Path.Combine(Inputs, name);
            OwnerOnly.Folder(Path.GetDirectoryName(path)!);
            if (local.TryCopy(sha256, path))
                continue;
            if (!await artifacts.FetchAsync(sha256, path, cancellation).ConfigureAwait(false))
                throw new InvalidDataException($"artifact {name} ({sha256}) is not in the artifact store");
        }
    }

    /// <summary>Stores every file that the stage left.</summary>
    /// <returns>SHA-256 by name.</returns>
    public async Task<IReadOnlyDictionary<string, string>> KeepAsync(CancellationToken cancellation)
    {
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] paths = [.. Directory.EnumerateFiles(Outputs, "*", SearchOption.AllDirectories)];
        foreach (var path in paths)
            outputs.Add(NameOf(path), await artifacts.PutFileAsync(path, cancellation).ConfigureAwait(false));
        foreach (var path in paths)
            local.Take(outputs[NameOf(path)], path); // last: when storing was cut short, all of it is done again
        return outputs;
    }

    private string NameOf(string path) => Path.GetRelativePath(Outputs, path).Replace('\\', '/');

    public void Dispose()
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process on this machine has begun the stage anew and has cleared it away.
        }
    }
}
