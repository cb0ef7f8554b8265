using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests;

public sealed class ClientErrorsTests
{
    [Fact]
    public void complaints_that_come_in_turn_are_told_once_each()
    {
        var log = new LogLines();
        var errors = new ClientErrors("Consumer", log);
        for (var i = 0; i < 20; i++)
        {
            errors.Note(new Error(ErrorCode.Local_Transport, "Connection refused"));
            errors.Note(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        }

        Assert.Equal(["Consumer: Connection refused", "Consumer: 1/1 brokers are down"], log.Lines);
    }
}
