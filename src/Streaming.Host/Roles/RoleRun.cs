using Streaming.Host.Configuration;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Scorer.Loop;

namespace Streaming.Host.Roles;

/// <summary>What the roles of one process run on.</summary>
internal sealed record RoleRun
{
    public required Settings Settings { get; init; }

    /// <summary>The folder that the settings came from; null where there is no retraining.</summary>
    public string? ConfigFolder { get; init; }

    /// <summary>Npgsql connection string with the password; never for a message.</summary>
    public required string Database { get; init; }

    /// <summary>Where the cluster cannot be asked which log it holds, as the mock cluster. Default: it is asked.</summary>
    public string? LogId { get; init; }

    public RoleSeams Seams { get; init; } = RoleSeams.None;

    /// <summary>On the parts that the settings name.</summary>
    public static RoleRun Of(Settings settings, string configFolder) =>
        new()
        {
            Settings = settings,
            ConfigFolder = configFolder,
            Database = settings.Postgres.ToConnectionString(),
        };
}

/// <summary>Where tests put something else.</summary>
/// <param name="Scoring">Into the scoring loop.</param>
/// <param name="Stages">The stages of a training run; null for the product's.</param>
/// <param name="Child">The program of fitting stages; null for this one.</param>
internal sealed record RoleSeams(ScoringSeams Scoring, StageSet? Stages = null, ChildProgram? Child = null)
{
    public static readonly RoleSeams None = new(ScoringSeams.None);
}
