using Confluent.Kafka;
using Streaming.Kafka.Logs;
using Streaming.Scorer.Faults;
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>What a scorer says of a fault where anybody can read it.</summary>
public sealed class WordsOfReadinessTests
{
    private static readonly KafkaException Theirs = new(
        new Error(ErrorCode.Local_Transport, "ssl://kafka-7.internal:9093/1: Disconnected")
    );

    [Fact]
    public void the_clients_words_stay_in_the_log()
    {
        Assert.Equal("no broker can be reached", FaultPolicy.PublicMessage(Theirs));
        Assert.Equal(
            "no broker can be reached",
            FaultPolicy.PublicMessage(new ClientFaultException(FaultPolicy.LogMessage(Theirs), Theirs))
        );
        Assert.Contains("kafka-7", FaultPolicy.LogMessage(Theirs), StringComparison.Ordinal);
    }

    [Fact]
    public void our_own_words_are_told_whole()
    {
        Assert.Contains(
            "order-delivered was made anew",
            FaultPolicy.PublicMessage(new TopicMadeAnewException("order-delivered was made anew")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "order-delivered has 8 partitions",
            FaultPolicy.PublicMessage(new TopicLayoutException("order-delivered has 8 partitions"))
        );
        Assert.Contains(
            "streaming topics create",
            FaultPolicy.PublicMessage(new KafkaException(new Error(ErrorCode.UnknownTopicOrPart))),
            StringComparison.Ordinal
        );
    }
}
