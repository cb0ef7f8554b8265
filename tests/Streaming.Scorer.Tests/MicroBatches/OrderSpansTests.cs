using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Streaming.Kafka.Tracing;
using Streaming.Models.Policy;
using Streaming.Scorer.MicroBatches;
using Xunit;

namespace Streaming.Scorer.Tests.MicroBatches;

/// <summary>Nobody listens here: what a scorer does whose traces are off.</summary>
public sealed class OrderSpansTests
{
    private const string Sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void without_a_listener_a_scored_order_costs_no_allocation()
    {
        var spans = new OrderSpans();
        var record = new ConsumeResult<byte[], byte[]>
        {
            Message = new Message<byte[], byte[]> { Headers = new Headers { { OrderTrace.Header, Encoding.ASCII.GetBytes(Sampled) } } },
        };
        var order = TestOrders.Delivery("a");
        Trace();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Trace();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Trace()
        {
            var score = spans.Score(record, order);
            if (OrderTrace.HeadersOf(score) is not null || OrderTrace.HeadersOf(spans.Alert(score, Tier.Red, "alerts")) is not null)
                throw new InvalidOperationException("a header without a trace");
            spans.End();
        }
    }

    [Fact]
    public void a_header_is_read_as_the_trace_that_it_names()
    {
        var context = OrderTrace.Of(new Headers { { OrderTrace.Header, Encoding.ASCII.GetBytes(Sampled) } });
        Assert.Equal(Sampled, OrderTrace.TextOf(null, context));
        Assert.True(context.IsRemote);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-aa-bb-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\0\0'; drop table cases; --")]
    public void a_header_that_is_none_is_as_if_it_were_not_there(string header)
    {
        var context = OrderTrace.Of(new Headers { { OrderTrace.Header, Encoding.Latin1.GetBytes(header) } });
        Assert.Equal(default, context);
        Assert.Null(OrderTrace.TextOf(null, context));
    }

    [Fact]
    public void a_record_without_headers_has_no_trace() => Assert.Equal(default, OrderTrace.Of((Headers?)null));
}
