using FsCheck;
using FsCheck.Fluent;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;
using Streaming.Testing;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>Both implementations write the same bytes, read the same record, and refuse for the same reason.</summary>
public abstract class SameAnswersTests<T>
    where T : class
{
    private readonly AvroCodec<T> fast = AvroCodecs.For<T>(AvroImplementation.Fast);
    private readonly AvroCodec<T> confluent = AvroCodecs.For<T>(AvroImplementation.Confluent);
    private readonly Gen<T> records;
    private readonly T sample;

    private protected SameAnswersTests(Gen<T> records, T sample) => (this.records, this.sample) = (records, sample);

    [Fact]
    public void they_are_two_implementations()
    {
        Assert.NotSame(fast, confluent);
        Assert.StartsWith("ConfluentCodec", confluent.GetType().BaseType!.Name, StringComparison.Ordinal);
        Assert.Equal(typeof(AvroCodec<T>), fast.GetType().BaseType);
    }

    [Fact]
    public void a_record_is_written_in_the_same_bytes() =>
        Prop.ForAll(
                records.ToArbitrary(),
                record => Assert.Equal(Convert.ToHexString(fast.Encode(record)), Convert.ToHexString(confluent.Encode(record)))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void a_record_that_lacks_something_is_refused_in_the_same_words()
    {
        var wrong = WrongRecords.Of(sample).Cast<T>().ToList();
        Assert.NotEmpty(wrong);
        Assert.All(wrong, record => Assert.Equal(Written(fast, record), Written(confluent, record)));
        Assert.Contains(wrong, record => Written(fast, record).Contains("is null", StringComparison.Ordinal));
        Assert.Contains(wrong, record => Written(fast, record).Contains("is not Unicode text", StringComparison.Ordinal));
    }

    [Fact]
    public void a_record_cut_at_any_byte_is_refused_in_the_same_words()
    {
        var bytes = fast.Encode(sample);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Equal(Refused(fast, bytes[..length]).Message, Refused(confluent, bytes[..length]).Message);
        Assert.Equal(Refused(fast, [.. bytes, 0]).Message, Refused(confluent, [.. bytes, 0]).Message);
    }

    [Fact]
    public void damaged_bytes_are_the_same_record_or_are_refused_for_the_same_reason()
    {
        var random = new Random(20180311);
        var original = fast.Encode(sample);
        var (read, refused) = (0, 0);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = original.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var answer = Read(fast, bytes);
            Assert.Equal(answer, Read(confluent, bytes));
            _ = answer == ReasonCodes.Undecodable ? refused++ : read++;
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    private static ContractException Refused(AvroCodec<T> codec, byte[] bytes) =>
        Assert.Throws<ContractException>(() => codec.Decode(bytes));

    /// <summary>The record, to the last bit of every number, or the reason code.</summary>
    private string Read(AvroCodec<T> codec, byte[] bytes)
    {
        try
        {
            return ReferenceAvro.Spell(ReferenceAvro.ToGeneric(codec.Decode(bytes), SchemaText.Parse(fast.Schema)));
        }
        catch (ContractException refused)
        {
            return refused.ReasonCode;
        }
    }

    private static string Written(AvroCodec<T> codec, T record)
    {
        try
        {
            return Convert.ToHexString(codec.Encode(record));
        }
        catch (ContractException refused)
        {
            return $"{refused.ReasonCode}: {refused.Message}";
        }
    }
}

public sealed class OrderDeliveredSameAnswersTests() : SameAnswersTests<OrderDelivered>(EventGenerators.Orders, Samples.Order);

public sealed class ReviewSubmittedSameAnswersTests() : SameAnswersTests<ReviewSubmitted>(EventGenerators.Reviews, Samples.Review);

public sealed class SatisfactionScoredSameAnswersTests() : SameAnswersTests<SatisfactionScored>(EventGenerators.Scores, Samples.Scored);

public sealed class SatisfactionAlertSameAnswersTests() : SameAnswersTests<SatisfactionAlert>(EventGenerators.Alerts, Samples.Alert);

public sealed class ScoringWindowSameAnswersTests() : SameAnswersTests<ScoringWindow>(EventGenerators.Windows, Samples.Window);

public sealed class AuditAnchoredSameAnswersTests() : SameAnswersTests<AuditAnchored>(EventGenerators.Anchors, Samples.Anchored);
