using Streaming.Testing;

namespace Streaming.Fuzz;

/// <summary>What a run is asked for.</summary>
internal sealed record FuzzOptions
{
    public required int Seed { get; init; }

    /// <summary>For all entrances together.</summary>
    public required double Minutes { get; init; }

    public required IReadOnlyList<string> Entrances { get; init; }

    /// <summary>Where the report goes as JSON; null for nowhere.</summary>
    public string? Report { get; init; }

    /// <summary>Folder that keeps the inputs of findings.</summary>
    public required string Findings { get; init; }

    public required TextWriter Output { get; init; }

    public static string DefaultFindings => Path.Combine(RepositoryRoot.Find(), ".data", "fuzz");

    public void Say(string line)
    {
        lock (Output)
            Output.WriteLine(line);
    }
}
