using Streaming.Console.Drift;

namespace Streaming.Console.Web;

/// <summary>What the pages show. Immutable.</summary>
public sealed record ConsoleSettings
{
    /// <summary>The model that the overview shows.</summary>
    public required string ModelName { get; init; }

    /// <summary>When a distance counts as drift.</summary>
    public DriftRules Drift { get; init; } = DriftRules.Default;

    /// <summary>What encrypts the keys of cookies and forms; null: nothing does.</summary>
    public KeyCertificates? KeyCertificates { get; init; }

    /// <summary>Path of the job dashboard in the same server; null where it is not mounted.</summary>
    public string? JobsPath { get; init; }
}
