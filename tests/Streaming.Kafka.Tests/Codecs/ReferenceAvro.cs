using System.Collections;
using System.Text.Json;
using Avro;
using Avro.Generic;
using Avro.IO;
using Streaming.Contracts;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>
/// Apache.Avro as the judge. Knows our records only through their property names in snake case, so that it also proves that
/// schema and record hold the same fields. Logical types are left out: the judge compares what is written, not what a library makes of it.
/// </summary>
internal static class ReferenceAvro
{
    public static byte[] Write(object record, string schemaJson)
    {
        var schema = SchemaText.Parse(schemaJson);
        using var bytes = new MemoryStream();
        new GenericDatumWriter<object>(schema).Write(ToGeneric(record, schema)!, new BinaryEncoder(bytes));
        return bytes.ToArray();
    }

    public static GenericRecord Read(byte[] bytes, string schemaJson)
    {
        var schema = SchemaText.Parse(schemaJson);
        using var stream = new MemoryStream(bytes);
        var record = (GenericRecord)new GenericDatumReader<object>(schema, schema).Read(null!, new BinaryDecoder(stream));
        Assert.Equal(bytes.Length, stream.Position);
        return record;
    }

    /// <summary>Our record as the judge's own. A field of the schema without a property, or the other way round, is an error.</summary>
    public static object? ToGeneric(object? value, Schema schema) =>
        (schema, value) switch
        {
            (UnionSchema, null) => null,
            (UnionSchema union, _) => ToGeneric(value, union.Schemas[1]),
            (RecordSchema record, not null) => ToRecord(value, record),
            (ArraySchema array, IEnumerable list) => list.Cast<object>().Select(element => ToGeneric(element, array.ItemSchema)).ToArray(),
            (_, LocalTime time) => time.Milliseconds,
            (_, DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / 10,
            _ => value,
        };

    /// <summary>A text that is equal exactly if two values are, to the last bit of every number.</summary>
    public static string Spell(object? value) =>
        value switch
        {
            null => "null",
            string text => JsonSerializer.Serialize(text),
            double number => "d" + BitConverter.DoubleToInt64Bits(number),
            float number => "f" + BitConverter.SingleToInt32Bits(number),
            GenericRecord record => "{"
                + string.Join(",", record.Schema.Fields.Select(field => $"{field.Name}:{Spell(record.GetValue(field.Pos))}"))
                + "}",
            IEnumerable list => "[" + string.Join(",", list.Cast<object?>().Select(Spell)) + "]",
            _ => $"{value.GetType().Name}:{value}",
        };

    private static GenericRecord ToRecord(object value, RecordSchema schema)
    {
        var properties = value
            .GetType()
            .GetProperties()
            .ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        Assert.Equal(schema.Fields.Select(field => field.Name).Order(), properties.Keys.Order());
        var record = new GenericRecord(schema);
        foreach (var field in schema.Fields)
            record.Add(field.Name, ToGeneric(properties[field.Name].GetValue(value), field.Schema));
        return record;
    }
}
