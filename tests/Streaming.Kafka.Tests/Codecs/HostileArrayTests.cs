using Avro;
using Avro.Generic;
using Avro.IO;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>
/// Arrays that are sound Avro and made to cost: time and memory follow the bytes, whatever the blocks. Memory is measured, because time
/// cannot be.
/// </summary>
public abstract class HostileArrayTests(AvroImplementation implementation)
{
    /// <summary>Decoded, a byte may become an object; it must not become a share of all bytes before it.</summary>
    private const int MostPerByte = 100;

    [Theory]
    [InlineData(5_000)]
    [InlineData(10_000)]
    public void as_many_blocks_as_rows_cost_no_more_than_their_bytes(int blocks)
    {
        var payload = ReviewWithSellers(blocks, perBlock: 1);
        Assert.InRange(
            AllocatedBy(() => Assert.Equal(blocks, Codec.Decode(payload).SellerIds.Count)),
            0,
            (long)payload.Length * MostPerByte
        );
    }

    [Fact]
    public void arrays_without_a_limit_grow_by_doubling()
    {
        var window = AvroCodecs.For<ScoringWindow>(implementation);
        var payload = WithBlocks(
            window.Encode(Samples.Window with { ScoreHistogram = [] }),
            window.Encode(Samples.Window with { ScoreHistogram = [1] }),
            [2, 0],
            200_000
        );
        Assert.InRange(
            AllocatedBy(() => Assert.Equal(200_000, window.Decode(payload).ScoreHistogram.Count)),
            0,
            (long)payload.Length * MostPerByte
        );
    }

    [Theory]
    [InlineData(10_001, 1)]
    [InlineData(2, 9_999)]
    [InlineData(1, 900_000)]
    public void more_rows_than_the_contract_allows_are_refused_before_they_are_read(int blocks, int perBlock)
    {
        var payload = ReviewWithSellers(blocks, perBlock);
        ContractException? refused = null;
        var allocated = AllocatedBy(() => refused = Assert.Throws<ContractException>(() => Codec.Decode(payload)));
        Assert.Equal(ReasonCodes.ContractViolation, refused!.ReasonCode);
        Assert.Contains("review-submitted.seller_ids", refused.Message, StringComparison.Ordinal);
        Assert.Contains("allowed: at most 10,000 rows", refused.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    [Theory]
    [InlineData("items")]
    [InlineData("payments")]
    public void the_rows_of_an_order_are_limited_too(string list)
    {
        var order =
            list == "items"
                ? Samples.Order with
                {
                    Items = [.. Enumerable.Repeat(Samples.Order.Items[0], 10_001)],
                }
                : Samples.Order with
                {
                    Payments = [.. Enumerable.Repeat(Samples.Order.Payments[0], 10_001)],
                };
        var codec = AvroCodecs.For<OrderDelivered>(implementation);
        Assert.Contains(
            $"order-delivered.{list}",
            Assert.Throws<ContractException>(() => codec.Decode(codec.Encode(order))).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The lists of an order end too early, or are too long, or both: which comes first decides.</summary>
    [Theory]
    [InlineData(9_999)]
    [InlineData(10_000)]
    [InlineData(10_001)]
    [InlineData(50_000)]
    public void a_count_of_rows_is_answered_as_by_the_codec_by_hand(int count)
    {
        var (codec, byHand) = (AvroCodecs.For<OrderDelivered>(implementation), AvroCodecs.For<OrderDelivered>());
        var head = byHand.Encode(Samples.Order with { Items = [], Payments = [] })[..^2];
        var writer = new AvroWriter();
        writer.Long(count);
        foreach (var following in (int[])[0, 100, 10_001, 289_973, 290_001, 290_002, 290_031, 1_450_002])
        {
            byte[] payload = [.. head, .. writer.Written, .. new byte[following]]; // a row of zeros is a sound row
            Assert.Equal(Answer(byHand, payload), Answer(codec, payload));
        }
    }

    [Fact]
    public void records_of_another_schema_are_resolved_in_memory_that_follows_their_bytes()
    {
        var schema = Schema.Parse(Schemas.Get("review-submitted"));
        var payload = ReviewWithSellers(10_000, perBlock: 1);
        var reader = new LinearDatumReader(schema, schema);
        var allocated = AllocatedBy(() =>
        {
            var read = (GenericRecord)reader.Read(null!, new BinaryDecoder(new MemoryStream(payload)));
            Assert.Equal(10_000, ((object[])read["seller_ids"]).Length);
        });
        Assert.InRange(allocated, 0, (long)payload.Length * 4 * MostPerByte);
    }

    private AvroCodec<ReviewSubmitted> Codec => AvroCodecs.For<ReviewSubmitted>(implementation);

    private byte[] ReviewWithSellers(int blocks, int perBlock)
    {
        var writer = new AvroWriter();
        writer.Long(perBlock);
        byte[] block = [.. writer.Written, .. new byte[perBlock]]; // empty strings
        return WithBlocks(
            Codec.Encode(Samples.Review with { SellerIds = [] }),
            Codec.Encode(Samples.Review with { SellerIds = ["@@@@"] }),
            block,
            blocks
        );
    }

    /// <summary>The block so many times where the array of the first encoding, which is empty, differs from the second.</summary>
    private static byte[] WithBlocks(byte[] empty, byte[] filled, byte[] block, int blocks)
    {
        var at = 0;
        while (empty[at] == filled[at])
            at++;
        var payload = new MemoryStream();
        payload.Write(empty.AsSpan(0, at));
        for (var i = 0; i < blocks; i++)
            payload.Write(block);
        payload.Write(empty.AsSpan(at));
        return payload.ToArray();
    }

    private static string Answer(AvroCodec<OrderDelivered> codec, byte[] payload)
    {
        try
        {
            return $"{codec.Decode(payload).Items.Count} items";
        }
        catch (ContractException refused)
        {
            return refused.ReasonCode;
        }
    }

    private static long AllocatedBy(Action action)
    {
        action(); // what is made once is not counted
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

public sealed class FastHostileArrayTests() : HostileArrayTests(AvroImplementation.Fast);

public sealed class ConfluentHostileArrayTests() : HostileArrayTests(AvroImplementation.Confluent);
