using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tracing;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Replay;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Operations.Tests.Demo;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Traces;

/// <summary>An order with a header comes in at one end, a message about it goes out at the other.</summary>
public sealed class OneTraceTests(RunningDemo demo)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int MostOrders = 5;
    private const long MonthMilliseconds = 30L * 24 * 60 * 60 * 1000;

    /// <summary>A little longer than a process goes by the rules that it has read.</summary>
    private static readonly TimeSpan RulesRemembered = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task an_order_is_one_trace_from_its_record_to_the_message_about_it()
    {
        await SaveRuleAsync();
        var orders = await UnhappyOrdersAsync();
        var published = new List<ActivityContext>();
        var since = Stopwatch.StartNew();
        var seen = await Wait.For(
            async () =>
            {
                if (since.Elapsed > RulesRemembered * published.Count / orders.Count) // what came before the rule was read makes no message
                {
                    foreach (var order in orders)
                        published.Add(await PublishTracedAsync(order));
                }

                return new Seen(published.Select(shop => demo.Collector.Of(shop.TraceId.ToString())).MaxBy(spans => spans.Count)!);
            },
            seen => seen.Spans.Count == 4,
            Patience,
            "four spans of one trace"
        );
        Assert.Equal(
            [OrderTrace.Alert, OrderTrace.Case, OrderTrace.Notify, OrderTrace.Score],
            seen.Spans.Select(span => span.Name).Order(StringComparer.Ordinal)
        );
        var shop = published.Single(one => one.TraceId.ToString() == seen.Spans[0].TraceId);
        Assert.Equal(shop.SpanId.ToString(), Of(OrderTrace.Score).Parent);
        Assert.Equal(Of(OrderTrace.Score).SpanId, Of(OrderTrace.Alert).Parent);
        Assert.Equal(Of(OrderTrace.Alert).SpanId, Of(OrderTrace.Case).Parent);
        Assert.Equal(Of(OrderTrace.Case).SpanId, Of(OrderTrace.Notify).Parent);

        ReceivedSpan Of(string step) => seen.Spans.Single(span => span.Name == step);
    }

    [Fact]
    public async Task the_score_s_record_carries_the_trace_on()
    {
        var scored = await demo.RecordsAsync(Topics.SatisfactionScored);
        var context = OrderTrace.Of(scored[0].Message.Headers);
        await Wait.Until(
            () => demo.Collector.Of(context.TraceId.ToString()).Exists(span => span.SpanId == context.SpanId.ToString()),
            Patience
        );
    }

    private sealed record Seen(List<ReceivedSpan> Spans)
    {
        public override string ToString() => $"[{string.Join(", ", Spans.Select(span => span.Name))}]";
    }

    private async Task SaveRuleAsync()
    {
        await using var store = NotificationStore.Open(demo.Database, TimeProvider.System);
        await store.SaveAsync(
            new NotificationRule
            {
                Id = "traced",
                Name = "traced",
                Topics = [NotificationTopics.Opened],
                MostPerHour = 1_000,
                Recipients = [new Recipient(ChannelKind.Webhook, new Uri(demo.Collector.Address, "/hook").ToString())],
            },
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Orders of red alerts, a month later than they were: also without what else was known of them they are unhappy.</summary>
    private async Task<List<OrderDelivered>> UnhappyOrdersAsync()
    {
        var red = (await demo.RecordsAsync(Topics.AlertsRed)).Select(KeyOf).Take(MostOrders).ToHashSet(StringComparer.Ordinal);
        var decoder = new AvroDeserializer<OrderDelivered>(demo.Registry);
        return
        [
            .. from record in await demo.RecordsAsync(Topics.OrderDelivered)
            where red.Contains(KeyOf(record))
            let context = new SerializationContext(MessageComponentType.Value, record.Topic)
            let order = decoder.Deserialize(record.Message.Value, false, context)
            select order with
            {
                EventId = Unique.Name("traced-event"),
                DeliveredAt = order.DeliveredAt.AddMilliseconds(MonthMilliseconds),
                RecordedAt = order.RecordedAt.AddMilliseconds(MonthMilliseconds),
            },
        ];
    }

    private static string KeyOf(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Key);

    private async Task<ActivityContext> PublishTracedAsync(OrderDelivered order)
    {
        var shop = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        await PublishAsync(order with { OrderId = Unique.Name("traced") }, $"00-{shop.TraceId}-{shop.SpanId}-01");
        return shop;
    }

    private async Task PublishAsync(OrderDelivered order, string traceParent)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(EventPublisher.Configure(demo.Client.ForProducer())).Build();
        var topic = Topics.OrderDelivered.Name;
        await producer.ProduceAsync(
            topic,
            new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(order.OrderId),
                Value = new AvroSerializer<OrderDelivered>(demo.Registry).Serialize(
                    order,
                    new SerializationContext(MessageComponentType.Value, topic)
                ),
                Headers = new Headers { { OrderTrace.Header, Encoding.UTF8.GetBytes(traceParent) } },
            },
            TestContext.Current.CancellationToken
        );
    }
}
