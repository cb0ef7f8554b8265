using Avro;
using Avro.Util;
using Streaming.Contracts;

namespace Streaming.Kafka.Codecs;

/// <summary>Times as our records hold them, in the classes of Apache.Avro.</summary>
internal static class LogicalTimes
{
    /// <summary>From now on this process reads and writes both types so. Comes before the first use of a generated class.</summary>
    public static void Register()
    {
        LogicalTypeFactory.Instance.Register(new LocalMilliseconds());
        LogicalTypeFactory.Instance.Register(new InstantMicroseconds());
    }

    /// <summary>Apache.Avro's own converts by the machine's time zone, which would move every time by the hours between machine and
    /// market.</summary>
    private sealed class LocalMilliseconds() : LogicalType("local-timestamp-millis")
    {
        public override object ConvertToBaseValue(object logicalValue, LogicalSchema schema) => ((LocalTime)logicalValue).Milliseconds;

        public override object ConvertToLogicalValue(object baseValue, LogicalSchema schema) => new LocalTime((long)baseValue);

        public override Type GetCSharpType(bool nullible) => nullible ? typeof(LocalTime?) : typeof(LocalTime);

        public override bool IsInstanceOfLogicalType(object logicalValue) => logicalValue is LocalTime;
    }

    /// <summary>Apache.Avro's own takes a time of unspecified kind as the machine's, and lets a number overflow into another
    /// year.</summary>
    private sealed class InstantMicroseconds() : LogicalType("timestamp-micros")
    {
        public override object ConvertToBaseValue(object logicalValue, LogicalSchema schema) =>
            AvroWriter.Microseconds((DateTime)logicalValue);

        public override object ConvertToLogicalValue(object baseValue, LogicalSchema schema) =>
            (long)baseValue is >= AvroWriter.FirstInstantMicros and <= AvroWriter.LastInstantMicros
                ? new DateTime(DateTime.UnixEpoch.Ticks + (long)baseValue * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc)
                : throw new AvroTypeException($"{baseValue} microseconds since 1970 are outside years 1 to 9999");

        public override Type GetCSharpType(bool nullible) => nullible ? typeof(DateTime?) : typeof(DateTime);

        public override bool IsInstanceOfLogicalType(object logicalValue) => logicalValue is DateTime;
    }
}
