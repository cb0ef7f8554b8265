using System.Text.Json;
using Microsoft.Extensions.Logging;
using Streaming.Contracts.Events;
using Streaming.Scorer.Scores;

namespace Streaming.Scorer.ModelSwap;

/// <summary>
/// The decision that served last, in a file beside the artifacts: what a restart serves while nobody can tell whether a newer decision is
/// a true one, or where the topic
/// has kept none but refused ones. Processes that share the folder share the file.
/// </summary>
internal sealed class LastServed(ArtifactCache artifacts, string modelName, ILogger log)
{
    private readonly string path = Path.Combine(artifacts.Folder, $"last-served-{StableId.Of(modelName)}.json");
    private ModelPromoted? written;

    /// <summary>Null when there is none, or none that can be read: then it is as on a first start.</summary>
    public async Task<ModelPromoted?> FindAsync(CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var found = JsonSerializer.Deserialize<ModelPromoted>(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false));
            return found?.ModelName == modelName && ArtifactCache.IsHash(found.ModelSha256) ? found : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            log.LogWarning("{Path} does not say which decision served last: {Reason}", path, fault.Message);
            return null;
        }
    }

    public async Task RememberAsync(ModelPromoted decision, CancellationToken cancellation)
    {
        if (decision == written)
            return;
        await artifacts.KeepAsync(path, JsonSerializer.SerializeToUtf8Bytes(decision), cancellation).ConfigureAwait(false);
        written = decision;
    }
}
