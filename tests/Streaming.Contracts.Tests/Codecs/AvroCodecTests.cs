using FsCheck;
using FsCheck.Fluent;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;

namespace Streaming.Contracts.Tests.Codecs;

/// <summary>What holds for every codec.</summary>
public abstract class AvroCodecTests<T>
    where T : class
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);

    private static readonly AvroCodec<T> Codec = AvroCodecs.For<T>();

    internal abstract Gen<T> Records { get; }

    internal abstract T Sample { get; }

    [Fact]
    public void our_bytes_are_read_by_apache_avro_as_the_same_record() =>
        ForAll(record => Assert.Equal(Spell(record), ReferenceAvro.Spell(ReferenceAvro.Read(Codec.Encode(record), Codec.Schema))));

    [Fact]
    public void bytes_of_apache_avro_are_read_by_us_as_the_same_record() =>
        ForAll(record => Assert.Equal(Spell(record), Spell(Codec.Decode(ReferenceAvro.Write(record, Codec.Schema)))));

    [Fact]
    public void our_bytes_are_the_bytes_of_apache_avro_for_the_sample() =>
        Assert.Equal(Convert.ToHexString(ReferenceAvro.Write(Sample, Codec.Schema)), Convert.ToHexString(Codec.Encode(Sample)));

    [Fact]
    public void the_golden_bytes_are_written_and_read_for_ever()
    {
        var golden = GoldenBytes.Read(Codec.SchemaName, Codec.Encode(Sample));
        Assert.Equal(Convert.ToHexString(golden), Convert.ToHexString(Codec.Encode(Sample)));
        Assert.Equal(Spell(Sample), Spell(Codec.Decode(golden)));
    }

    [Fact]
    public void a_record_cut_at_any_byte_is_undecodable_and_the_message_names_a_field()
    {
        var bytes = Codec.Encode(Sample);
        for (var length = 0; length < bytes.Length; length++)
        {
            var fault = Assert.Throws<ContractException>(() => Codec.Decode(bytes.AsSpan(0, length)));
            Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
            Assert.Contains(
                FieldPaths(),
                path => fault.Message.StartsWith($"{Codec.SchemaName}.{path} at byte ", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void bytes_after_the_record_are_refused()
    {
        var fault = Assert.Throws<ContractException>(() => Codec.Decode([.. Codec.Encode(Sample), 0]));
        Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
        Assert.Contains("1 bytes follow the record", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void damaged_bytes_give_a_record_or_a_contract_exception_and_little_garbage()
    {
        LetTheFirstOfAllPass();
        var random = new Random(20180309);
        var original = Codec.Encode(Sample);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = original.ToArray();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            DecodeWithinBounds(bytes);
        }
    }

    [Fact]
    public void random_bytes_give_a_record_or_a_contract_exception_and_little_garbage()
    {
        LetTheFirstOfAllPass();
        var random = new Random(20180310);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            DecodeWithinBounds(bytes);
        }
    }

    /// <summary>
    /// The first exception of a process loads what all others share, some 300 kB, and Apache.Avro looks through all types, some 10 MB, at
    /// the
    /// first record of a class.
    /// </summary>
    private void LetTheFirstOfAllPass()
    {
        Codec.Decode(Codec.Encode(Sample));
        Assert.Throws<ContractException>(() => Codec.Decode([]));
    }

    /// <summary>No length in the bytes may make us allocate much more than the bytes themselves could hold: text doubles, a list's element
    /// takes a hundred bytes.</summary>
    private static void DecodeWithinBounds(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Codec.Decode(bytes);
        }
        catch (ContractException e)
        {
            Assert.Equal(ReasonCodes.Undecodable, e.ReasonCode);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + 20 * bytes.Length);
    }

    private void ForAll(Action<T> holds) => Prop.ForAll(Records.ToArbitrary(), holds).Check(Runs);

    private static string Spell(T record) => ReferenceAvro.Spell(ReferenceAvro.ToGeneric(record, SchemaText.Parse(Codec.Schema)));

    private static IEnumerable<string> FieldPaths() => Paths((Avro.RecordSchema)SchemaText.Parse(Codec.Schema), "");

    private static IEnumerable<string> Paths(Avro.RecordSchema record, string prefix) =>
        record.Fields.SelectMany(field =>
            field.Schema is Avro.ArraySchema { ItemSchema: Avro.RecordSchema element }
                ? Paths(element, field.Name + ".").Append(prefix + field.Name)
                : [prefix + field.Name]
        );
}

public sealed class OrderDeliveredCodecTests : AvroCodecTests<OrderDelivered>
{
    internal override Gen<OrderDelivered> Records => EventGenerators.Orders;

    internal override OrderDelivered Sample => Samples.Order;
}

public sealed class ReviewSubmittedCodecTests : AvroCodecTests<ReviewSubmitted>
{
    internal override Gen<ReviewSubmitted> Records => EventGenerators.Reviews;

    internal override ReviewSubmitted Sample => Samples.Review;
}

public sealed class SatisfactionScoredCodecTests : AvroCodecTests<SatisfactionScored>
{
    internal override Gen<SatisfactionScored> Records => EventGenerators.Scores;

    internal override SatisfactionScored Sample => Samples.Scored;

    [Fact]
    public void a_vector_is_written_alike_as_array_and_as_list()
    {
        float[] vector = [1.5f, float.NaN, -0f, float.NegativeInfinity, float.Epsilon];
        var codec = AvroCodecs.For<SatisfactionScored>();
        Assert.Equal(
            codec.Encode(Samples.Scored with { FeatureVector = vector.ToList() }),
            codec.Encode(Samples.Scored with { FeatureVector = vector })
        );
        Assert.Equal(
            codec.Encode(Samples.Scored with { FeatureVector = new List<float>() }),
            codec.Encode(Samples.Scored with { FeatureVector = System.Array.Empty<float>() })
        );
    }
}

public sealed class SatisfactionAlertCodecTests : AvroCodecTests<SatisfactionAlert>
{
    internal override Gen<SatisfactionAlert> Records => EventGenerators.Alerts;

    internal override SatisfactionAlert Sample => Samples.Alert;
}

public sealed class ModelPromotedCodecTests : AvroCodecTests<ModelPromoted>
{
    internal override Gen<ModelPromoted> Records => EventGenerators.Promotions;

    internal override ModelPromoted Sample => Samples.Promoted;
}

public sealed class ScoringWindowCodecTests : AvroCodecTests<ScoringWindow>
{
    internal override Gen<ScoringWindow> Records => EventGenerators.Windows;

    internal override ScoringWindow Sample => Samples.Window;
}

public sealed class DeadLettersRedrivenCodecTests : AvroCodecTests<DeadLettersRedriven>
{
    internal override Gen<DeadLettersRedriven> Records => EventGenerators.Redrives;

    internal override DeadLettersRedriven Sample => Samples.Redriven;
}

public sealed class AuditAnchoredCodecTests : AvroCodecTests<AuditAnchored>
{
    internal override Gen<AuditAnchored> Records => EventGenerators.Anchors;

    internal override AuditAnchored Sample => Samples.Anchored;
}
