using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Host.Configuration;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Redrives;

/// <summary>A redrive of which the audit trail does not know yet.</summary>
internal sealed record UnrecordedRedrive(string Id, RedriveBegun Begun, RedriveEnded? Ended);

/// <summary>
/// Redrives that were done while the audit store was away, a file each, until a later command finds the store and records them.
/// Each bears the id under which it is recorded, so that
/// it is recorded once.
/// </summary>
/// <param name="folder">Beside the artifact cache; made when needed.</param>
internal sealed class UnrecordedRedrives(string folder)
{
    public static UnrecordedRedrives Of(Settings settings) =>
        new(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(settings.Scorer.ArtifactCache))!, "unrecorded-redrives"));

    /// <returns>Where it is kept.</returns>
    public string Keep(UnrecordedRedrive redrive)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(redrive.Id);
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, redrive));
        return path;
    }

    /// <summary>It is recorded. Nothing was kept of it as a rule, and then the folder may not be there.</summary>
    public void Forget(string id)
    {
        if (File.Exists(PathOf(id)))
            File.Delete(PathOf(id));
    }

    /// <summary>Records what is kept here. A store that is still away, and a file that is none, are told and end nothing.</summary>
    public async Task RecordAsync(AuditStore store, TextWriter error, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                var redrive =
                    JsonSerializer.Deserialize<UnrecordedRedrive>(await File.ReadAllBytesAsync(path, cancellation))
                    ?? throw new JsonException("it is empty");
                if (redrive.Ended is { } ended)
                    await store.Acts.EndRedriveAsync(redrive.Id, redrive.Begun, ended, cancellation);
                else
                    await store.Acts.BeginRedriveAsync(redrive.Id, redrive.Begun, cancellation);
                File.Delete(path);
                await error.WriteLineAsync($"note: redrive {redrive.Id} is recorded in the audit trail now");
            }
            catch (Exception failure)
                when (failure is JsonException or IOException or UnauthorizedAccessException or Streaming.Audit.Chain.ChainBrokenException
                    || DatabaseFailure.Is(failure)
                )
            {
                await error.WriteLineAsync($"note: the redrive of {path} is not recorded in the audit trail yet: {failure.Message}");
            }
        }
    }

    private string PathOf(string id) => Path.Combine(folder, id + ".json");
}
