using System.Collections.Concurrent;
using Streaming.Contracts.Codecs;
using Streaming.Contracts.Registry;

namespace Streaming.Contracts.Wire;

/// <summary>How to read what was written under one schema id.</summary>
/// <param name="Resolution">Null: the writer's schema is ours.</param>
internal sealed record WriterSchema(SchemaResolution? Resolution);

/// <summary>The writer schemas met so far, by id. What a known id means never changes and is kept; an unknown id is kept for a short time. Thread-safe.</summary>
internal sealed class WriterSchemas<T>(ISchemaRegistry registry, AvroCodec<T> codec, TimeSpan unknownFor, TimeProvider time)
    where T : class
{
    /// <summary>Garbage that looks like a frame names ids at random; the list of them is emptied when it has grown to this.</summary>
    private const int MostUnknownIds = 1_000;

    private readonly ConcurrentDictionary<int, WriterSchema> known = new();
    private readonly ConcurrentDictionary<int, string> unusable = new();
    private readonly ConcurrentDictionary<int, long> unknownSince = new();

    /// <exception cref="ContractException">Unknown schema id, or a schema that cannot be resolved to ours.</exception>
    /// <exception cref="RegistryUnavailableException">The registry could not be asked.</exception>
    public WriterSchema Find(int id)
    {
        if (known.TryGetValue(id, out var writer)) return writer;
        if (unusable.TryGetValue(id, out var why)) throw new ContractException(ReasonCodes.SchemaMismatch, why);
        if (id < 0 || (unknownSince.TryGetValue(id, out var since) && time.GetElapsedTime(since) < unknownFor)) throw Unknown(id);

        var schema = registry.FindByIdAsync(id).GetAwaiter().GetResult();
        if (schema is null)
        {
            if (unknownSince.Count >= MostUnknownIds) unknownSince.Clear();
            unknownSince[id] = time.GetTimestamp();
            throw Unknown(id);
        }

        unknownSince.TryRemove(id, out _);
        return known.GetOrAdd(id, Understand(id, schema));
    }

    private WriterSchema Understand(int id, string schema)
    {
        try
        {
            if (SchemaText.DescribesSameBytes(schema, codec.Schema)) return new WriterSchema((SchemaResolution?)null);
            if (SchemaText.FindOtherLogicalType(schema, codec.Schema) is not { } other)
                return new WriterSchema(new SchemaResolution(codec.SchemaName, id, SchemaText.Parse(schema), SchemaText.Parse(codec.Schema)));
            throw Mismatch(id, other, null);
        }
        catch (Exception e) when (e is not (ContractException or OutOfMemoryException))
        {
            // Another format, references, or a schema that Apache.Avro stumbles over, in whatever way: it will not get better.
            throw Mismatch(id, e.Message, e);
        }
    }

    private ContractException Mismatch(int id, string why, Exception? inner)
    {
        var message = $"Schema id {id} cannot be read as {codec.SchemaName}: {why}";
        unusable[id] = message;
        return new ContractException(ReasonCodes.SchemaMismatch, message, inner);
    }

    private ContractException Unknown(int id) =>
        new(ReasonCodes.UnknownSchemaId, $"The registry does not know schema id {id}; expected the id of a schema that {codec.SchemaName} can be read from.");
}
