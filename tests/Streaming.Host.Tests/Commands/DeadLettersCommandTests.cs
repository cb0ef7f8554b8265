using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Host.Tests.Configuration;
using Xunit;

namespace Streaming.Host.Tests.Commands;

/// <summary>Listing and showing on dead letters that another program wrote, with Spring Kafka's headers.</summary>
public sealed class DeadLettersCommandTests : IAsyncLifetime
{
    private readonly MockKafka kafka = MockKafka.Start();
    private readonly SettingsFolder settings = new();

    public async ValueTask InitializeAsync() => await kafka.EnsureTopicsAsync(Topics.All, 2);

    public async ValueTask DisposeAsync()
    {
        settings.Dispose();
        await kafka.DisposeAsync();
    }

    [Fact]
    public async Task without_dead_letters_the_list_says_so() => Assert.Equal("no dead letters\n", (await RunAsync("list")).Output);

    [Fact]
    public async Task the_list_counts_by_reason_and_has_a_row_for_each()
    {
        await DeadLetterAsync("order-1", 1, 7, "empty", "nothing in it");
        await DeadLetterAsync("order-1", 1, 8, "parked_behind", "waits");
        await DeadLetterAsync("order-2", 0, 3, "empty", "nothing in it");

        var all = (await RunAsync("list")).Output;
        var one = (await RunAsync("list", "--reason", "parked_behind")).Output;
        using var json = JsonDocument.Parse((await RunAsync("list", "--json", "--order", "order-1", "--limit", "1")).Output);

        Assert.Contains("3 dead letters, 3 shown; 2 orders are parked", all, StringComparison.Ordinal);
        Assert.Matches(@"empty\s+2\s+2\s+0", all);
        Assert.Matches(@"2030-01-02 03:04:05\s+1/0\s+order-delivered 1/7\s+order-1\s+empty\s+nothing in it\s+parked\s+0", all);
        Assert.Contains("1 dead letters, 1 shown", one, StringComparison.Ordinal);
        Assert.Equal(2, json.RootElement.GetProperty("dead_letters").GetInt32());
        var row = Assert.Single(json.RootElement.GetProperty("shown").EnumerateArray());
        Assert.Equal((8, "parked"), (row.GetProperty("original_offset").GetInt64(), row.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task an_order_is_shown_with_its_whole_sequence()
    {
        await DeadLetterAsync("order-1", 1, 7, "empty", "nothing in it");
        await DeadLetterAsync("order-1", 1, 9, "empty", "nothing in it either");

        var order = (await RunAsync("show", "--order", "order-1")).Output;
        var letter = (await RunAsync("show", "--partition", "1", "--offset", "1")).Output;

        Assert.Equal(2, order.Split("came from  order-delivered partition 1").Length - 1);
        Assert.DoesNotContain("offset 7", letter, StringComparison.Ordinal);
        Assert.Contains("reason     empty: nothing in it either", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_dead_letter_is_shown_as_json_with_its_headers_and_its_first_bytes()
    {
        await DeadLetterAsync("order-1", 1, 7, "empty", "nothing in it");

        using var json = JsonDocument.Parse((await RunAsync("show", "--order", "order-1", "--json")).Output);

        var letter = Assert.Single(json.RootElement.GetProperty("dead_letters").EnumerateArray());
        Assert.Equal(("order-1", "empty"), (letter.GetProperty("key").GetString(), letter.GetProperty("reason").GetString()));
        Assert.Equal(("nothing in it", 7), (letter.GetProperty("message").GetString(), letter.GetProperty("original_offset").GetInt64()));
        Assert.StartsWith("parked", letter.GetProperty("state").GetString(), StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.Null, "09"), (letter.GetProperty("event").ValueKind, letter.GetProperty("bytes").GetString()));
        Assert.Contains(
            letter.GetProperty("headers").EnumerateArray(),
            header => (header.GetProperty("key").GetString(), header.GetProperty("value").GetString()) == ("x-reason-code", "empty")
        );
    }

    [Fact]
    public async Task what_is_not_there_is_refused_by_name()
    {
        var order = await RunAsync("show", "--order", "nobody");
        var letter = await RunAsync("show", "--partition", "1", "--offset", "5");

        Assert.Equal(
            (ExitCodes.BadInput, "streaming: --order is 'nobody'; no dead letter has that key"),
            (order.ExitCode, order.ErrorLines[^1])
        );
        Assert.Equal(
            (ExitCodes.BadInput, "streaming: --partition is 1 and --offset is 5; there is no dead letter"),
            (letter.ExitCode, letter.ErrorLines[^1])
        );
    }

    private Task<CommandLine> RunAsync(params string[] args) =>
        CommandLine.RunAsync(["deadletters", .. args, "--config", settings.Path, "--bootstrap", kafka.BootstrapServers]);

    private async Task DeadLetterAsync(string key, int partition, long offset, string reason, string message)
    {
        var (partitionBytes, offsetBytes) = (new byte[4], new byte[8]);
        BinaryPrimitives.WriteInt32BigEndian(partitionBytes, partition);
        BinaryPrimitives.WriteInt64BigEndian(offsetBytes, offset);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync(
            new TopicPartition(Topics.OrderDeliveredDeadLetters.Name, partition),
            new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(key),
                Value = [9],
                Headers = new Headers
                {
                    { "kafka_dlt-original-topic", Encoding.UTF8.GetBytes("order-delivered") },
                    { "kafka_dlt-original-partition", partitionBytes },
                    { "kafka_dlt-original-offset", offsetBytes },
                    { "kafka_dlt-exception-message", Encoding.UTF8.GetBytes(message) },
                    { "x-reason-code", Encoding.UTF8.GetBytes(reason) },
                    { "x-first-failed-at", Encoding.UTF8.GetBytes("2030-01-02T03:04:05.000Z") },
                },
            }
        );
    }
}
