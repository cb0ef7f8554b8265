using Avro;
using Avro.Generic;
using Avro.IO;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Testing;

namespace Streaming.Kafka.Tests.Codecs;

public sealed class LogicalTypesTests
{
    [Fact]
    public void apache_avro_knows_the_logical_types_as_they_stand()
    {
        var schema = (RecordSchema)Schema.Parse(Schemas.Get("satisfaction-scored"));
        Assert.Equal("local-timestamp-millis", Assert.IsType<LogicalSchema>(schema["recorded_at"].Schema).LogicalTypeName);
        using var bytes = new MemoryStream(AvroCodecs.For<SatisfactionScored>().Encode(Samples.Scored));
        var record = new GenericDatumReader<GenericRecord>(schema, schema).Read(null!, new BinaryDecoder(bytes));
        Assert.Equal(Samples.Scored.ScoredAt, record["scored_at"]);
    }
}
