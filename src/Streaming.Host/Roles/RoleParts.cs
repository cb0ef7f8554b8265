using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Scorer;

namespace Streaming.Host.Roles;

/// <summary>What roles are made from; shared by all roles of a process, who dispose none of it.</summary>
internal sealed record RoleParts
{
    public required Settings Settings { get; init; }

    /// <summary>The folder that the settings came from.</summary>
    public required string ConfigFolder { get; init; }

    public required AuditStore Audit { get; init; }

    public required ISchemaRegistry Registry { get; init; }

    public required ClientConfig Client { get; init; }

    /// <summary>One check of the brokers for all roles.</summary>
    public required BrokerHealthCheck Brokers { get; init; }

    public required RoleSeams Seams { get; init; }

    public required ILoggerFactory Logs { get; init; }

    public required TimeProvider Clock { get; init; }
}

/// <summary>Where tests put something else.</summary>
/// <param name="Scoring">Into the scoring loop.</param>
/// <param name="Stages">The stages of a training run; null for the product's.</param>
/// <param name="Child">The program of fitting stages; null for this one.</param>
internal sealed record RoleSeams(ScoringSeams Scoring, StageSet? Stages = null, ChildProgram? Child = null)
{
    public static readonly RoleSeams None = new(ScoringSeams.None);
}
