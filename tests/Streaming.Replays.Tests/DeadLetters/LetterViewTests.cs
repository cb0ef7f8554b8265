using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;
using Streaming.Replays.DeadLetters;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Tests;
using Streaming.Scorer.Tests.DeadLetters;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Replays.Tests.DeadLetters;

public sealed class LetterViewTests
{
    private readonly InMemorySchemaRegistry registry = new();
    private readonly DeadLetterIndex book = new(Letters.Input);

    [Fact]
    public void coordinates_reason_state_and_headers_are_told_with_numbers_as_numbers()
    {
        var shown = Show(Letter("order", [9], ReasonCodes.Empty));

        Assert.Contains("order-delivered-dlt partition 3 offset 10", shown, StringComparison.Ordinal);
        Assert.Contains("came from  order-delivered partition 3 offset 5", shown, StringComparison.Ordinal);
        Assert.Contains("reason     empty: broken", shown, StringComparison.Ordinal);
        Assert.Contains("parked, one of 1 that wait, 0 failed redrives", shown, StringComparison.Ordinal);
        Assert.Contains("kafka_dlt-original-partition: 3\n", shown, StringComparison.Ordinal);
        Assert.Contains("kafka_dlt-original-offset: 5\n", shown, StringComparison.Ordinal);
        Assert.Contains("kafka_dlt-original-timestamp: 1600000000123 (2020-09-13T12:26:40.123Z)", shown, StringComparison.Ordinal);
        Assert.Contains("still invalid (empty:", shown, StringComparison.Ordinal);
        Assert.Contains("00000000  09 ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void an_event_that_can_be_decoded_is_json_without_the_customer_unless_asked_for()
    {
        var letter = Letter("order", Encode(TestOrders.Delivery("order")), ReasonCodes.ParkedBehind);

        var shown = Show(letter);
        var full = Show(letter, withCustomers: true);

        Assert.Contains("\"order_id\": \"order\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"delivered_at\": \"2018-03-01 12:00:00\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"customer_id\": \"(masked)\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("customer-order", shown, StringComparison.Ordinal);
        Assert.Contains("\"customer_id\": \"customer-order\"", full, StringComparison.Ordinal);
        Assert.Contains("valid: a redrive releases it", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void an_event_that_breaks_its_contract_is_shown_as_it_is()
    {
        var order = TestOrders.Delivery("order");
        var shown = Show(
            Letter("order", Encode(order with { Items = [order.Items[0] with { Price = double.NaN }] }), ReasonCodes.ContractViolation)
        );

        Assert.Contains("\"price\": \"NaN\"", shown, StringComparison.Ordinal);
        Assert.Contains("still invalid (contract_violation: order-delivered: items[0].price is NaN", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void bytes_that_cannot_be_decoded_end_before_the_customer_unless_asked_for()
    {
        var cut = Encode(TestOrders.Delivery("order"))[..^3];

        Assert.DoesNotContain("customer", Show(Letter("order", cut, ReasonCodes.Undecodable)), StringComparison.Ordinal);
        Assert.Contains($"{cut.Length} bytes", Show(Letter("order", cut, ReasonCodes.Undecodable)), StringComparison.Ordinal);
        Assert.Contains(
            " 63 75 73 74 ",
            Show(Letter("order", cut, ReasonCodes.Undecodable), withCustomers: true),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_released_letter_says_when_by_whom_and_why()
    {
        var letter = Letter("order", [9], ReasonCodes.Empty);
        book.Add(Letters.Key("order"), Letters.Release(3, 10));

        Assert.Contains("released; last redrive at 2026-01-02 03:04:05 UTC by ana (test)", Show(letter), StringComparison.Ordinal);
    }

    [Fact]
    public void a_letter_without_a_key_can_never_be_scored() =>
        Assert.Contains(
            "can never be scored: the key must be the order id",
            Show(Letter(null, [9], ReasonCodes.Empty)),
            StringComparison.Ordinal
        );

    private StoredLetter Letter(string? key, byte[] value, string reason)
    {
        var letter = Letters.Letter(key, 3, 10, cameFrom: 5, reason, value: value);
        book.Add(letter);
        return letter;
    }

    private string Show(StoredLetter letter, bool withCustomers = false)
    {
        using var output = new StringWriter();
        new LetterView(registry).Write(letter, book.Sequences.SingleOrDefault(), withCustomers, output);
        return output.ToString();
    }

    private byte[] Encode(OrderDelivered order) =>
        new AvroSerializer<OrderDelivered>(registry).Serialize(order, new SerializationContext(MessageComponentType.Value, Letters.Input));
}
