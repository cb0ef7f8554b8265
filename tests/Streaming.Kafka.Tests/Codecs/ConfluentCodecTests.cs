using System.Text;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>What Confluent's serializers and Apache.Avro would let pass, or allocate, never reaches them.</summary>
public sealed class ConfluentCodecTests
{
    private static readonly AvroCodec<ModelPromoted> Codec = AvroCodecs.For<ModelPromoted>();

    [Fact]
    public void decisions_and_redrives_go_through_confluents_serializers()
    {
        Assert.IsAssignableFrom<ConfluentCodec<ModelPromoted, streaming.satisfaction.ModelPromoted>>(Codec);
        Assert.IsAssignableFrom<ConfluentCodec<DeadLettersRedriven, streaming.satisfaction.DeadLettersRedriven>>(
            AvroCodecs.For<DeadLettersRedriven>()
        );
    }

    [Fact]
    public void half_a_character_and_an_absent_text_are_not_written()
    {
        foreach (var wrong in (string?[])["half \ud800", null])
        {
            var refused = Assert.Throws<ContractException>(() => Codec.Encode(Promoted() with { Why = wrong! }));
            Assert.Equal(ReasonCodes.ContractViolation, refused.ReasonCode);
            Assert.StartsWith("why ", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(253_402_300_800_000_000)] // the year 10000
    [InlineData(-62_135_596_800_000_001)]
    public void an_instant_outside_the_calendar_is_refused_and_not_another_year(long micros)
    {
        var writer = new AvroWriter();
        writer.String("event_id", "event-1");
        writer.Int(1);
        writer.Long(micros);
        writer.Raw(Codec.Encode(Promoted()).AsSpan(Encoding.UTF8.GetByteCount("event-1") + 2 + InstantBytes));
        Assert.Equal(ReasonCodes.Undecodable, Assert.Throws<ContractException>(() => Codec.Decode(writer.Written)).ReasonCode);
    }

    [Fact]
    public void an_instant_of_unspecified_kind_is_utc()
    {
        var unspecified = Promoted() with { RecordedAt = new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Unspecified) };
        var utc = Promoted() with { RecordedAt = new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc) };
        Assert.Equal(Codec.Encode(utc), Codec.Encode(unspecified));
    }

    /// <summary>A class with a DateTime there would be moved by the machine's time zone.</summary>
    [Fact]
    public void local_times_are_no_times_of_the_machine() =>
        Assert.Equal(typeof(LocalTime), typeof(streaming.satisfaction.ScoringWindow).GetProperty("recorded_at")!.PropertyType);

    private static int InstantBytes
    {
        get
        {
            var writer = new AvroWriter();
            writer.Instant(Promoted().RecordedAt);
            return writer.Written.Length;
        }
    }

    private static ModelPromoted Promoted() =>
        new()
        {
            EventId = "event-1",
            RecordedAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            ModelName = "satisfaction",
            ModelVersion = "3",
            ModelSha256 = new string('a', 64),
            DecisionNumber = 3,
            Kind = "promotion",
            DecidedBy = "ana",
            Why = "better",
        };
}
