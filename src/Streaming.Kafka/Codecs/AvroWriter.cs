using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Streaming.Contracts;

namespace Streaming.Kafka.Codecs;

/// <summary>Writes Avro binary into a buffer that grows and is used again. Not thread-safe: one per thread.</summary>
/// <param name="capacity">First size of the buffer in bytes, at least 16.</param>
internal sealed class AvroWriter(int capacity = 1024)
{
    internal const long FirstInstantMicros = -62_135_596_800_000_000; // 0001-01-01T00:00:00Z
    internal const long LastInstantMicros = 253_402_300_799_999_999; // 9999-12-31T23:59:59.999999Z

    private const int LongestVariableInteger = 10;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] buffer = new byte[Math.Max(capacity, 16)];
    private int position;

    /// <summary>What was written since the last <see cref="Clear"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, position);

    public int Capacity => buffer.Length;

    public void Clear() => position = 0;

    public void Long(long value)
    {
        Reserve(LongestVariableInteger);
        var bits = (ulong)((value << 1) ^ (value >> 63));
        while (bits >= 0x80)
        {
            buffer[position++] = (byte)(bits | 0x80);
            bits >>= 7;
        }

        buffer[position++] = (byte)bits;
    }

    public void Int(int value) => Long(value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    public void Float(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(sizeof(float)), value);

    public void Boolean(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The text itself, for another writer that would write what is no Unicode as other characters.</summary>
    /// <inheritdoc cref="String" path="/exception"/>
    public static string Checked(string field, string? value)
    {
        if (value is null)
            throw new ContractException(ReasonCodes.ContractViolation, $"{field} is null; the contract requires a value.");
        try
        {
            StrictUtf8.GetByteCount(value);
            return value;
        }
        catch (EncoderFallbackException e)
        {
            throw new ContractException(ReasonCodes.ContractViolation, $"{field} is not Unicode text: {e.Message}", e);
        }
    }

    /// <exception cref="ContractException">Null, or half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void String(string field, string value)
    {
        if (value is null)
            throw new ContractException(ReasonCodes.ContractViolation, $"{field} is null; the contract requires a value.");

        // Nearly every string is ASCII: then its length is known before it is written, and one pass is enough.
        var start = position;
        Long(value.Length);
        Reserve(value.Length);
        if (Ascii.FromUtf16(value, buffer.AsSpan(position), out var written) == OperationStatus.Done)
        {
            position += written;
            return;
        }

        position = start;
        try
        {
            var length = StrictUtf8.GetByteCount(value);
            Long(length);
            StrictUtf8.GetBytes(value, Take(length));
        }
        catch (EncoderFallbackException e)
        {
            position = start;
            throw new ContractException(ReasonCodes.ContractViolation, $"{field} is not Unicode text: {e.Message}", e);
        }
    }

    public void LocalTime(LocalTime value) => Long(value.Milliseconds);

    /// <summary>Whole microseconds in UTC; the last digit of .NET's 100 ns is cut. A time of unspecified kind is taken as UTC.</summary>
    public void Instant(DateTime value) => Long(Microseconds(value));

    /// <inheritdoc cref="Instant"/>
    internal static long Microseconds(DateTime value)
    {
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        return utc.Ticks / TimeSpan.TicksPerMicrosecond - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;
    }

    public void OptionalString(string field, string? value)
    {
        HasValue(value is not null);
        if (value is not null)
            String(field, value);
    }

    public void OptionalLocalTime(LocalTime? value)
    {
        HasValue(value.HasValue);
        if (value.HasValue)
            LocalTime(value.GetValueOrDefault());
    }

    public void OptionalDouble(double? value)
    {
        HasValue(value.HasValue);
        if (value.HasValue)
            Double(value.GetValueOrDefault());
    }

    public void OptionalInt(int? value)
    {
        HasValue(value.HasValue);
        if (value.HasValue)
            Int(value.GetValueOrDefault());
    }

    public void OptionalLong(long? value)
    {
        HasValue(value.HasValue);
        if (value.HasValue)
            Long(value.GetValueOrDefault());
    }

    /// <summary>The branch of a union of null and something else, in this order.</summary>
    public void HasValue(bool value) => Take(1)[0] = value ? (byte)2 : (byte)0;

    /// <summary>An array as one block.</summary>
    /// <param name="field">Named in messages.</param>
    /// <param name="values">The elements.</param>
    /// <param name="write">A delegate without a closure, or it costs an allocation per call.</param>
    /// <exception cref="ContractException">The list is null.</exception>
    public void Array<T>(string field, IReadOnlyList<T> values, Action<AvroWriter, T> write)
    {
        if (values is null)
            throw new ContractException(ReasonCodes.ContractViolation, $"{field} is null; the contract requires a list.");
        if (values.Count > 0)
            Long(values.Count);
        for (var i = 0; i < values.Count; i++)
            write(this, values[i]);
        Long(0);
    }

    /// <summary>An array of floats as one block.</summary>
    /// <exception cref="ContractException">The list is null.</exception>
    public void Floats(string field, IReadOnlyList<float> values)
    {
        if (values is not float[] { Length: > 0 } array || !BitConverter.IsLittleEndian)
        {
            Array(field, values, static (element, item) => element.Float(item));
            return;
        }

        Long(array.Length);
        Raw(MemoryMarshal.AsBytes<float>(array)); // memory holds them as Avro writes them
        Long(0);
    }

    private Span<byte> Take(int length)
    {
        Reserve(length);
        position += length;
        return buffer.AsSpan(position - length, length);
    }

    private void Reserve(int length)
    {
        if (buffer.Length - position < length)
            System.Array.Resize(
                ref buffer,
                Math.Max(checked(position + length), (int)Math.Min(buffer.Length * 2L, System.Array.MaxLength))
            );
    }
}
