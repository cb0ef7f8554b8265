namespace Streaming.Host.Configuration;

/// <summary>Where models and the files of training stages are kept.</summary>
public sealed record ArtifactsOptions
{
    /// <summary>Folder that every node mounts; empty keeps them in PostgreSQL. Default empty. What is in the one is not looked for in the
    /// other.</summary>
    public string? Folder { get; init; }
}
