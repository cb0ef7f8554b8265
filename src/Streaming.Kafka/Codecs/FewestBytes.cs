using Avro;

namespace Streaming.Kafka.Codecs;

/// <summary>The fewest bytes that a value of a schema takes. For schemas that do not contain themselves, as ours.</summary>
internal static class FewestBytes
{
    public static int Of(Schema schema) =>
        schema switch
        {
            RecordSchema record => record.Fields.Sum(field => Of(field.Schema)),
            UnionSchema union => 1 + union.Schemas.Min(Of),
            FixedSchema chunk => chunk.Size,
            LogicalSchema logical => Of(logical.BaseSchema),
            { Tag: Schema.Type.Null } => 0,
            { Tag: Schema.Type.Float } => sizeof(float),
            { Tag: Schema.Type.Double } => sizeof(double),
            _ => 1, // a number, a length or a count
        };
}
