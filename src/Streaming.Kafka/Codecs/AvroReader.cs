using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Streaming.Contracts;

namespace Streaming.Kafka.Codecs;

/// <summary>Reads one element of an array.</summary>
internal delegate T AvroElementReader<out T>(ref AvroReader reader);

/// <summary>
/// Walks Avro binary in place. Every length is checked against the bytes that remain before anything is allocated,
/// so that hostile bytes cost no more memory than their own number.
/// </summary>
/// <remarks>Every method names the field it reads for the message of the <see cref="ContractException"/> (undecodable) that it throws on
/// bytes that do not fit.</remarks>
/// <param name="payload">Avro binary without the frame of the wire format.</param>
/// <param name="schema">Name of the schema, for messages.</param>
internal ref struct AvroReader(ReadOnlySpan<byte> payload, string schema)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> payload = payload;
    private readonly string schema = schema;
    private int position;

    public readonly int Position => position;

    public readonly int Remaining => payload.Length - position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Long(string field)
    {
        var at = position;
        if ((uint)at < (uint)payload.Length && payload[at] is var first && first < 0x80)
        {
            position = at + 1;
            return (first >>> 1) ^ -(first & 1);
        }

        return LongOfManyBytes(field);
    }

    public int Int(string field)
    {
        var value = Long(field);
        if (value is < int.MinValue or > int.MaxValue)
            Fail(field, $"{value} does not fit an int of 32 bits");
        return (int)value;
    }

    public double Double(string field) => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), field));

    public float Float(string field) => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), field));

    public bool Boolean(string field)
    {
        var value = Take(1, field)[0];
        if (value > 1)
            Fail(field, $"a boolean is 0 or 1, not {value}");
        return value == 1;
    }

    public string String(string field)
    {
        var bytes = Bytes(field);

        // Measured on 32 ASCII bytes: 23 ns this way, 33 ns through the strict decoder (12 bytes: 19 and 31).
        if (Ascii.IsValid(bytes))
            return Encoding.Latin1.GetString(bytes);
        return StrictText(bytes, field);
    }

    /// <summary>Goes past a text and makes none.</summary>
    public void SkipString(string field)
    {
        var bytes = Bytes(field);
        if (!Utf8.IsValid(bytes))
            StrictText(bytes, field);
    }

    /// <summary>A length and that many bytes, in place.</summary>
    public ReadOnlySpan<byte> Bytes(string field)
    {
        var length = Long(field);
        if (length < 0 || length > Remaining)
            Fail(field, $"a length of {length} bytes, but {Remaining} remain");
        return Take((int)length, field);
    }

    public ReadOnlySpan<byte> Take(int length, string field)
    {
        if (length > Remaining)
            AvroFault.CutShort(schema, field, position, payload.Length);
        var bytes = payload.Slice(position, length);
        position += length;
        return bytes;
    }

    public LocalTime LocalTime(string field) => new(Long(field));

    /// <summary>Microseconds since 1970 in UTC.</summary>
    public DateTime Instant(string field)
    {
        var micros = Long(field);
        if (micros < AvroWriter.FirstInstantMicros || micros > AvroWriter.LastInstantMicros)
            Fail(field, $"{micros} microseconds since 1970 are outside years 1 to 9999");
        return new DateTime(DateTime.UnixEpoch.Ticks + micros * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    /// <summary>The branch of a union of null and something else, in this order: true when a value follows.</summary>
    public bool HasValue(string field)
    {
        var branch = Long(field);
        if ((ulong)branch > 1)
            Fail(field, $"branch {branch} of a union of 2");
        return branch == 1;
    }

    public string? OptionalString(string field) => HasValue(field) ? String(field) : null;

    public LocalTime? OptionalLocalTime(string field) => HasValue(field) ? LocalTime(field) : null;

    public double? OptionalDouble(string field) => HasValue(field) ? Double(field) : null;

    public int? OptionalInt(string field) => HasValue(field) ? Int(field) : null;

    public long? OptionalLong(string field) => HasValue(field) ? Long(field) : null;

    /// <summary>
    /// An array in any number of blocks, with or without their sizes in bytes. Time and memory grow with the number of elements alone,
    /// however many blocks they come in.
    /// </summary>
    /// <param name="field">Named in messages.</param>
    /// <param name="elementBytes">The fewest bytes that one element takes; at least 1.</param>
    /// <param name="read">A delegate without a closure, or it costs an allocation per call.</param>
    /// <param name="most">The most elements that the contract allows: more are refused before they are read.</param>
    public T[] Array<T>(string field, int elementBytes, AvroElementReader<T> read, int most = int.MaxValue)
    {
        T[] elements = [];
        var filled = 0;
        while (true)
        {
            var count = Block(field, elementBytes, out var end);
            if (count == 0)
                break;
            if (count > most - filled)
                FailTooMany(field, (long)filled + count, most);
            // One block, as nearly every writer makes it, gets an array of its size; further ones double it.
            if (filled == 0)
                elements = new T[count];
            else if (filled + count > elements.Length)
                System.Array.Resize(ref elements, Math.Max(filled + count, 2 * elements.Length));
            for (var last = filled + count; filled < last; filled++)
                elements[filled] = read(ref this);
            if (end >= 0 && end != position)
                Fail(field, $"a block that should end at byte {end}");
        }

        if (filled < elements.Length)
            System.Array.Resize(ref elements, filled);
        return elements;
    }

    /// <summary>The head of an array's or map's block.</summary>
    /// <param name="field">Named in messages.</param>
    /// <param name="elementBytes">The fewest bytes that one element takes; at least 1.</param>
    /// <param name="end">Where the block says that it ends; -1 when it does not say.</param>
    /// <returns>Number of elements, never more than the remaining bytes can hold; 0 at the end of the array.</returns>
    public int Block(string field, int elementBytes, out int end)
    {
        var count = Long(field);
        end = -1;
        if (count < 0)
        {
            var size = Long(field);
            if (size < 0 || size > Remaining)
                Fail(field, $"a block of {size} bytes, but {Remaining} remain");
            end = position + (int)size;
            count = unchecked(-count); // of the least long: itself, refused below
        }

        if (count < 0 || count > Remaining / elementBytes)
            Fail(field, $"a block of {(ulong)count} elements, but {Remaining} bytes remain");
        return (int)count;
    }

    /// <summary>The record ends here.</summary>
    public readonly void End()
    {
        if (Remaining > 0)
            AvroFault.Throw(schema, "(end)", position, $"{Remaining} bytes follow the record");
    }

    public readonly void Fail(string field, string what) => AvroFault.Throw(schema, field, position, what);

    /// <summary>A list has more rows than the contract allows.</summary>
    public readonly void FailTooMany(string field, long count, int most) => AvroFault.TooMany(schema, field, position, count, most);

    private readonly string StrictText(ReadOnlySpan<byte> bytes, string field)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            Fail(field, $"the {bytes.Length} bytes of the string are not UTF-8: {e.Message}");
            throw;
        }
    }

    private long LongOfManyBytes(string field)
    {
        ulong bits = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = (ulong)Take(1, field)[0];
            if (shift == 63 && next > 1)
                break; // the tenth byte holds the 64th bit and nothing else
            bits |= (next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(bits >> 1) ^ -(long)(bits & 1);
        }

        Fail(field, "a variable-length integer of more than 64 bits");
        return 0;
    }
}
