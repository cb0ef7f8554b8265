using Streaming.Audit.Artifacts;

namespace Streaming.Trainer.Tracking;

/// <summary>Artefacts of runs and models as our own store has them.</summary>
public static class StoredArtefacts
{
    /// <summary>Opens by hash. One artefact at a time is held in memory.</summary>
    public static ArtefactOpener In(ArtifactStore store) => async (artefact, cancellation) =>
        await store.FindAsync(artefact.Sha256, cancellation).ConfigureAwait(false) is { } bytes ? new MemoryStream(bytes, writable: false) : null;
}
