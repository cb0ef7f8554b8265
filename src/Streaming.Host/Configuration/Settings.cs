using Streaming.Trainer;

namespace Streaming.Host.Configuration;

/// <summary>Every setting, read and checked. A section is a property; its name is the section's name in the files.</summary>
public sealed record Settings
{
    public KafkaOptions Kafka { get; init; } = new();

    public SchemaRegistryOptions SchemaRegistry { get; init; } = new();

    public PostgresOptions Postgres { get; init; } = new();

    public ScorerOptions Scorer { get; init; } = new();

    public PolicyOptions Policy { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    public ListenOptions Listen { get; init; } = new();

    public EmbeddedOptions Embedded { get; init; } = new();

    public RunOptions Run { get; init; } = new();

    /// <summary>How a model is fitted. From <c>params.yaml</c>; every other section is in <c>config.yaml</c>.</summary>
    public TrainingParameters Training { get; init; } = new();
}

/// <summary>Settings that cannot be used; one line for each broken rule, with setting, value, what is allowed and where it was set.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
