using FsCheck;
using FsCheck.Fluent;
using Streaming.Contracts;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>What holds for every codec of every implementation.</summary>
public abstract class AvroCodecTests<T>
    where T : class
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);

    private readonly AvroCodec<T> codec;
    private readonly Gen<T> records;
    private readonly T sample;

    private protected AvroCodecTests(AvroImplementation implementation, Gen<T> records, T sample) =>
        (codec, this.records, this.sample) = (AvroCodecs.For<T>(implementation), records, sample);

    [Fact]
    public void our_bytes_are_read_by_apache_avro_as_the_same_record() =>
        ForAll(record => Assert.Equal(Spell(record), ReferenceAvro.Spell(ReferenceAvro.Read(codec.Encode(record), codec.Schema))));

    [Fact]
    public void bytes_of_apache_avro_are_read_by_us_as_the_same_record() =>
        ForAll(record => Assert.Equal(Spell(record), Spell(codec.Decode(ReferenceAvro.Write(record, codec.Schema)))));

    [Fact]
    public void our_bytes_are_the_bytes_of_apache_avro_for_the_sample() =>
        Assert.Equal(Convert.ToHexString(ReferenceAvro.Write(sample, codec.Schema)), Convert.ToHexString(codec.Encode(sample)));

    [Fact]
    public void the_golden_bytes_are_written_and_read_for_ever()
    {
        var golden = GoldenBytes.Read(codec.SchemaName, codec.Encode(sample));
        Assert.Equal(Convert.ToHexString(golden), Convert.ToHexString(codec.Encode(sample)));
        Assert.Equal(Spell(sample), Spell(codec.Decode(golden)));
    }

    [Fact]
    public void a_record_cut_at_any_byte_is_undecodable_and_the_message_names_a_field()
    {
        var bytes = codec.Encode(sample);
        for (var length = 0; length < bytes.Length; length++)
        {
            var fault = Assert.Throws<ContractException>(() => codec.Decode(bytes.AsSpan(0, length)));
            Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
            Assert.Contains(
                FieldPaths(),
                path => fault.Message.StartsWith($"{codec.SchemaName}.{path} at byte ", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void bytes_after_the_record_are_refused()
    {
        var fault = Assert.Throws<ContractException>(() => codec.Decode([.. codec.Encode(sample), 0]));
        Assert.Equal(ReasonCodes.Undecodable, fault.ReasonCode);
        Assert.Contains("1 bytes follow the record", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void an_announced_gigabyte_is_refused_before_it_is_allocated()
    {
        LetTheFirstOfAllPass();
        byte[] payload = [0x80, 0x80, 0x80, 0x80, 0x08, 1, 1]; // a text of 2^30 bytes
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ReasonCodes.Undecodable, Assert.Throws<ContractException>(() => codec.Decode(payload)).ReasonCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void text_that_is_no_utf8_is_refused()
    {
        var bytes = codec.Encode(sample);
        bytes[1] = 0xFF; // the first letter of event_id, which begins every record
        var refused = Assert.Throws<ContractException>(() => codec.Decode(bytes));
        Assert.Equal(ReasonCodes.Undecodable, refused.ReasonCode);
        Assert.Contains($"{codec.SchemaName}.event_id", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void damaged_bytes_give_a_record_or_a_contract_exception_and_little_garbage()
    {
        LetTheFirstOfAllPass();
        var random = new Random(20180309);
        var original = codec.Encode(sample);
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
        codec.Decode(codec.Encode(sample));
        Assert.Throws<ContractException>(() => codec.Decode([]));
    }

    /// <summary>No length in the bytes may make us allocate much more than the bytes themselves could hold: text doubles, a list's element
    /// takes a hundred bytes.</summary>
    private void DecodeWithinBounds(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            codec.Decode(bytes);
        }
        catch (ContractException e)
        {
            Assert.Equal(ReasonCodes.Undecodable, e.ReasonCode);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + 20 * bytes.Length);
    }

    private void ForAll(Action<T> holds) => Prop.ForAll(records.ToArbitrary(), holds).Check(Runs);

    private string Spell(T record) => ReferenceAvro.Spell(ReferenceAvro.ToGeneric(record, SchemaText.Parse(codec.Schema)));

    private IEnumerable<string> FieldPaths() => Paths((Avro.RecordSchema)SchemaText.Parse(codec.Schema), "");

    private static IEnumerable<string> Paths(Avro.RecordSchema record, string prefix) =>
        record.Fields.SelectMany(field =>
            field.Schema is Avro.ArraySchema { ItemSchema: Avro.RecordSchema element }
                ? Paths(element, field.Name + ".").Append(prefix + field.Name)
                : [prefix + field.Name]
        );
}
