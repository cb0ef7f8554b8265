using Avro;
using Streaming.Contracts;

namespace Streaming.Kafka.Codecs;

/// <summary>
/// Walks a payload by any schema and builds nothing. Apache.Avro believes the lengths that it reads and allocates them;
/// a payload that has passed here holds no length that it cannot keep.
/// </summary>
internal static class PayloadCheck
{
    /// <summary>A schema may contain itself; no honest record is nested this deep.</summary>
    private const int MostNesting = 64;

    /// <summary>
    /// Values that take no bytes, such as nulls and empty records, are counted as well: so many for each byte, beside a fixed number.
    /// </summary>
    private const int StepsPerByte = 64;

    private const int FreeSteps = 100_000;

    /// <exception cref="ContractException">Undecodable: the bytes are not one record of the schema, or others follow it. Contract
    /// violation: a list has more rows than the limits allow.</exception>
    public static void Check(ReadOnlySpan<byte> payload, Schema schema, string name, PayloadLimits limits)
    {
        var reader = new AvroReader(payload, name);
        var effort = new Effort(FreeSteps + (long)payload.Length * StepsPerByte, limits);
        Walk(ref reader, schema, schema.Name, MostNesting, ref effort);
        reader.End();
    }

    private static void Walk(ref AvroReader reader, Schema schema, string field, int depth, ref Effort effort)
    {
        if (--effort.Steps < 0)
            reader.Fail(field, "more values than a payload of this length can mean");
        if (depth == 0)
            reader.Fail(field, $"more than {MostNesting} levels of nesting");
        switch (schema.Tag)
        {
            case Schema.Type.Null:
                break;
            case Schema.Type.Boolean:
                reader.Boolean(field);
                break;
            case Schema.Type.Int:
                reader.Int(field);
                break;
            case Schema.Type.Long:
                reader.Long(field);
                break;
            case Schema.Type.Float:
                reader.Float(field);
                break;
            case Schema.Type.Double:
                reader.Double(field);
                break;
            case Schema.Type.Bytes:
                reader.Bytes(field);
                break;
            case Schema.Type.String:
                reader.SkipString(field);
                break;
            case Schema.Type.Fixed:
                reader.Take(((FixedSchema)schema).Size, field);
                break;
            case Schema.Type.Enumeration:
                Within(ref reader, ((EnumSchema)schema).Count, field);
                break;
            case Schema.Type.Union:
                var union = (UnionSchema)schema;
                Walk(ref reader, union.Schemas[Within(ref reader, union.Count, field)], field, depth - 1, ref effort);
                break;
            case Schema.Type.Record or Schema.Type.Error:
                foreach (var member in ((RecordSchema)schema).Fields)
                    Walk(ref reader, member.Schema, depth == MostNesting ? member.Name : $"{field}.{member.Name}", depth - 1, ref effort);
                break;
            case Schema.Type.Array:
                Blocks(ref reader, ((ArraySchema)schema).ItemSchema, isMap: false, field, depth - 1, ref effort);
                break;
            case Schema.Type.Map:
                Blocks(ref reader, ((MapSchema)schema).ValueSchema, isMap: true, field, depth - 1, ref effort);
                break;
            default:
                reader.Fail(field, $"a type that is not known here: {schema.Tag}");
                break;
        }
    }

    private static void Blocks(ref AvroReader reader, Schema element, bool isMap, string field, int depth, ref Effort effort)
    {
        // At least one byte per element: lists of nulls, which take none, are not worth an endless loop.
        var bytes = effort.Limits.IsOurs ? FewestBytes.Of(element) : 1;
        var rows = 0L;
        for (var count = reader.Block(field, bytes, out var end); count > 0; count = reader.Block(field, bytes, out end))
        {
            if (count > effort.Limits.MostRows - rows)
                reader.FailTooMany(field, rows + count, effort.Limits.MostRows);
            if (rows > 0 && --effort.FurtherBlocks < 0)
                reader.Fail(field, $"lists in more than {effort.Limits.MostFurtherBlocks} blocks beyond the first");
            rows += count;
            for (var i = 0; i < count; i++)
            {
                if (isMap)
                    reader.SkipString(field);
                Walk(ref reader, element, field, depth, ref effort);
            }

            if (end >= 0 && end != reader.Position)
                reader.Fail(field, $"a block that should end at byte {end}");
        }
    }

    private static int Within(ref AvroReader reader, int count, string field)
    {
        var index = reader.Int(field);
        if ((uint)index >= (uint)count)
            reader.Fail(field, $"choice {index} of {count}");
        return index;
    }

    private struct Effort(long steps, PayloadLimits limits)
    {
        public readonly PayloadLimits Limits = limits;
        public long Steps = steps;
        public int FurtherBlocks = limits.MostFurtherBlocks;
    }
}
