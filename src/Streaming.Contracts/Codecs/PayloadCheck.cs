using Avro;

namespace Streaming.Contracts.Codecs;

/// <summary>
/// Walks a payload by any schema and builds nothing. Apache.Avro believes the lengths that it reads and allocates them;
/// a payload that has passed here holds no length that it cannot keep.
/// </summary>
internal static class PayloadCheck
{
    /// <summary>A schema may contain itself; no honest record is nested this deep.</summary>
    private const int MostNesting = 64;

    /// <exception cref="ContractException">Undecodable: the bytes are not one record of the schema, or others follow it.</exception>
    public static void Check(ReadOnlySpan<byte> payload, Schema schema, string name)
    {
        var reader = new AvroReader(payload, name);
        Walk(ref reader, schema, schema.Name, MostNesting);
        reader.End();
    }

    private static void Walk(ref AvroReader reader, Schema schema, string field, int depth)
    {
        if (depth == 0) reader.Fail(field, $"more than {MostNesting} levels of nesting");
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
                reader.String(field);
                break;
            case Schema.Type.Fixed:
                reader.Take(((FixedSchema)schema).Size, field);
                break;
            case Schema.Type.Enumeration:
                Within(ref reader, ((EnumSchema)schema).Count, field);
                break;
            case Schema.Type.Union:
                var union = (UnionSchema)schema;
                Walk(ref reader, union.Schemas[Within(ref reader, union.Count, field)], field, depth - 1);
                break;
            case Schema.Type.Record or Schema.Type.Error:
                foreach (var member in ((RecordSchema)schema).Fields) Walk(ref reader, member.Schema, member.Name, depth - 1);
                break;
            case Schema.Type.Array:
                Blocks(ref reader, ((ArraySchema)schema).ItemSchema, isMap: false, field, depth - 1);
                break;
            case Schema.Type.Map:
                Blocks(ref reader, ((MapSchema)schema).ValueSchema, isMap: true, field, depth - 1);
                break;
            default:
                reader.Fail(field, $"a type that is not known here: {schema.Tag}");
                break;
        }
    }

    private static void Blocks(ref AvroReader reader, Schema element, bool isMap, string field, int depth)
    {
        // At least one byte per element: lists of nulls, which take none, are not worth an endless loop.
        for (var count = reader.Block(field, 1, out var end); count > 0; count = reader.Block(field, 1, out end))
        {
            for (var i = 0; i < count; i++)
            {
                if (isMap) reader.String(field);
                Walk(ref reader, element, field, depth);
            }

            if (end >= 0 && end != reader.Position) reader.Fail(field, $"a block that should end at byte {end}");
        }
    }

    private static int Within(ref AvroReader reader, int count, string field)
    {
        var index = reader.Int(field);
        if ((uint)index >= (uint)count) reader.Fail(field, $"choice {index} of {count}");
        return index;
    }
}
