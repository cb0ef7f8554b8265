using Streaming.Retraining.Runs.Children;

namespace Streaming.Retraining.Runs;

/// <summary>How one process works on runs.</summary>
public sealed record TrainerSettings
{
    /// <summary>Name of this process, told in the run's events; its own among all that share the database.</summary>
    public required string Node { get; init; }

    /// <summary>Folder for the files of the stages under way; made when missing. What a killed process left is removed by the next stage of
    /// its run.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>How fitting stages are started.</summary>
    public required ChildProgram Child { get; init; }
}
