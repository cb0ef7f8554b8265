using Streaming.Api;
using Streaming.Kafka.Registry;
using Streaming.Training;
using Streaming.Training.Gates;

namespace Streaming.Host.Configuration;

/// <summary>Every setting, read and checked. A section is a property; its name is the section's name in the files.</summary>
public sealed record Settings
{
    public KafkaOptions Kafka { get; init; } = new();

    public SchemaRegistryOptions SchemaRegistry { get; init; } = new();

    public AvroOptions Avro { get; init; } = new();

    public PostgresOptions Postgres { get; init; } = new();

    public ScorerOptions Scorer { get; init; } = new();

    public PolicyOptions Policy { get; init; } = new();

    public ApiOptions Api { get; init; } = new();

    public ListenOptions Listen { get; init; } = new();

    public MetricsOptions Metrics { get; init; } = new();

    public AccountsOptions Accounts { get; init; } = new();

    public CasesOptions Cases { get; init; } = new();

    public NotificationsOptions Notifications { get; init; } = new();

    public LogOptions Log { get; init; } = new();

    public ConsoleOptions Console { get; init; } = new();

    public EmbeddedOptions Embedded { get; init; } = new();

    public RunOptions Run { get; init; } = new();

    public TrackingOptions Tracking { get; init; } = new();

    public TracingOptions Tracing { get; init; } = new();

    public ArtifactsOptions Artifacts { get; init; } = new();

    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>How models are fitted. From <c>params.yaml</c>, like the next; every other section is in <c>config.yaml</c>.</summary>
    public TrainingParameters Training { get; init; } = new();

    /// <summary>When a model takes the champion's place.</summary>
    public PromotionParameters Promotion { get; init; } = new();

    /// <summary>The registry, and how records on its schemas are written and read.</summary>
    public SchemaRegistryConfig ToRegistryConfig() => SchemaRegistry.ToConfig(Avro.Implementation);

    /// <summary>What a training with these settings makes.</summary>
    public TrainingPlan ToTrainingPlan(long seed) =>
        new()
        {
            ModelName = Scorer.ModelName,
            Seed = seed,
            Parameters = Training,
            Policy = Policy.ToPolicy(),
            Promotion = Promotion,
        };

    /// <summary>Rules between sections.</summary>
    internal IEnumerable<string> AccessProblems()
    {
        if (Listen.IsOpen && Accounts.SignIn == SignIn.Off)
            yield return $"Listen:Address is '{Listen.Address}' and Accounts:SignIn is off: whoever reaches that address could do "
                + "everything; allowed: the loopback, or Accounts:SignIn: required";
        if (Accounts is { SignIn: SignIn.Off, OpenId.Authority.Length: > 0 } or { SignIn: SignIn.Off, Jwt.Authority.Length: > 0 })
            yield return "Accounts:SignIn is off, and Accounts:OpenId or Accounts:Jwt names an authority; allowed: either of them";
        if (Metrics.Port is > 0 and var port && port == Listen.Port)
            yield return FormattableString.Invariant(
                $"Metrics:Port is '{port}', which is Listen:Port too; allowed: another one, or none: then /metrics is there by key"
            );
    }

    /// <summary>Rules between training settings; a broken one in a line.</summary>
    internal IEnumerable<string> TrainingProblems()
    {
        try
        {
            Training.Validate();
            Promotion.Validate();
            return [];
        }
        catch (TrainingException broken)
        {
            return [broken.Message];
        }
    }
}

/// <summary>Settings that cannot be used; one line for each broken rule, with setting, value, what is allowed and where it was
/// set.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
