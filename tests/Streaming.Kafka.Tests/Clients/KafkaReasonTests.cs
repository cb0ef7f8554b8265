using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Tests.Clients;

public sealed class KafkaReasonTests
{
    private const string Theirs = "sasl_ssl://kafka-7.internal:9093/bootstrap: Connection setup timed out in state APIVERSION_QUERY";

    [Fact]
    public void every_failure_has_words_of_ours_alone()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var said = KafkaReason.Of(new InvalidOperationException("outside", new KafkaException(new Error(code, Theirs))));
            Assert.False(string.IsNullOrWhiteSpace(said));
            Assert.DoesNotContain("kafka-7", said, StringComparison.Ordinal);
            Assert.DoesNotContain(new Error(code).Reason, said, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void what_no_client_of_kafka_threw_has_no_reason_of_kafka() =>
        Assert.Null(KafkaReason.Of(new InvalidOperationException("outside", new TimeoutException())));
}
