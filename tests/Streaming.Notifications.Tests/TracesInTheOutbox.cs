using System.Diagnostics;
using Streaming.Kafka.Tracing;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Notifications.Tests.Receivers;
using Streaming.Testing;

namespace Streaming.Notifications.Tests;

public sealed class TracesInTheOutbox(PostgresFixture postgres)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly Recipient Nowhere = new(ChannelKind.Webhook, "https://shop.example/hook");

    [Fact]
    public async Task an_outbox_from_before_there_were_traces_is_brought_up_to_date_and_read()
    {
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(Nowhere);
        await bench.OpenAsync("order-1", trace: Trace);
        await bench.SqlAsync("alter table cases.notification_outbox drop column trace_parent");

        Assert.True(await bench.UpgradeAsync());
        Assert.False(await bench.UpgradeAsync());
        await bench.OpenAsync("order-2", trace: Trace);

        var messages = await bench.Store.ListAsync(null, 10);
        Assert.Equal(
            [("order-1", null), ("order-2", Trace)],
            messages.Select(one => (one.Message.Orders[0], one.TraceParent)).OrderBy(one => one.Item1)
        );
    }

    [Fact]
    public async Task a_message_made_of_many_is_a_trace_of_its_own_with_a_link_to_each()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == OrderTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (ended)
                    ended.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await Receiver.WebhooksAsync();
        await using var bench = await NotificationBench.SilentAsync(postgres);
        await bench.RuleAsync(new Recipient(ChannelKind.Webhook, NotificationBench.Text(receiver.Port, "/ok"), Receiver.Secret));
        var traces = Enumerable.Range(0, 8).Select(_ => ActivityTraceId.CreateRandom()).ToList();
        foreach (var (i, trace) in traces.Index())
            await bench.OpenAsync($"order-{i}", trace: $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        bench.Serve();
        await bench.SettledAsync(traces.Count + 1);

        List<Activity> spans;
        lock (ended)
            spans = [.. ended.Where(span => span.Links.Any(link => traces.Contains(link.Context.TraceId)))];
        var digest = Assert.Single(spans);
        Assert.Equal(traces.Select(Text).Order(), digest.Links.Select(link => Text(link.Context.TraceId)).Order());
        Assert.Equal((OrderTrace.Notify, ActivityStatusCode.Ok), (digest.OperationName, digest.Status));
        Assert.Null(digest.ParentId);

        static string Text(ActivityTraceId id) => id.ToString();
    }
}
