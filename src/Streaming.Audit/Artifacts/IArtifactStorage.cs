namespace Streaming.Audit.Artifacts;

/// <summary>Where an <see cref="ArtifactStore"/> keeps its bytes. Every node of an installation must reach the same one. Safe to use from
/// any thread.</summary>
internal interface IArtifactStorage
{
    /// <summary>Keeps the bytes whole or not at all; under a hash that is there already it repairs what storage has damaged.</summary>
    Task WriteAsync(string sha256, Stream bytes, CancellationToken cancellation);

    /// <summary>Copies what is kept under the hash, unchecked.</summary>
    /// <returns>Whether there is something.</returns>
    Task<bool> ReadAsync(string sha256, Stream into, CancellationToken cancellation);

    Task<bool> ContainsAsync(string sha256, CancellationToken cancellation);
}
