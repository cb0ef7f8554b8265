using Microsoft.Extensions.Logging;

namespace Streaming.Embedded.Kafka;

/// <summary>Picks which Kafka runs: a real one where a distribution is there, the mock cluster otherwise.</summary>
public static class KafkaBrokers
{
    /// <summary>Environment variable with the folder of an Apache Kafka distribution.</summary>
    public const string HomeVariable = "KAFKA_HOME";

    /// <exception cref="EmbeddedPartException">The distribution, Java or the data folder is not usable, or the broker did not
    /// start.</exception>
    public static async Task<IKafkaBroker> StartAsync(
        KafkaBrokerOptions options,
        ILogger logger,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        IKafkaBroker broker = string.IsNullOrEmpty(options.KafkaHome)
            ? MockKafka.Start()
            : await LocalKafka.StartAsync(options, logger, clock, cancellation).ConfigureAwait(false);
        logger.LogInformation("{Description}", broker.Description);
        return broker;
    }
}
