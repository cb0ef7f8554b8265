using System.Collections.Concurrent;
using Streaming.Contracts;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Resolution;

namespace Streaming.Kafka.Wire;

/// <summary>How to read what was written under one schema id.</summary>
/// <param name="Resolution">Null: the writer's schema is ours.</param>
internal sealed record WriterSchema(SchemaResolution? Resolution);

/// <summary>
/// The writer schemas met so far, by id. What a known id means never changes and is kept. A verdict on an id is not: the registry may lag
/// behind its writers, or answer wrongly for a while. An id that it does not know is waited for before it is one, and every verdict ends.
/// Thread-safe.
/// </summary>
internal sealed class WriterSchemas<T>
    where T : class
{
    /// <summary>
    /// Registries count up: a schema that is rolled out has an id not far above the highest one met. Ids beyond that are garbage as a rule.
    /// </summary>
    private const int NearIds = 1_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly ISchemaRegistry registry;
    private readonly AvroCodec<T> codec;
    private readonly AvroDeserializerConfig config;
    private readonly TimeProvider time;
    private readonly AvroShape ours;
    private readonly ConcurrentDictionary<WriterId, WriterSchema> known = new();
    private readonly DoubtfulIds doubtful;
    private readonly TokenBucket questions;
    private readonly TokenBucket nearWaits;
    private readonly TokenBucket farWaits;
    private readonly ConcurrentDictionary<WriterId, Lock> asked = new();
    private int highest;

    public WriterSchemas(ISchemaRegistry registry, AvroCodec<T> codec, AvroDeserializerConfig config, TimeProvider time)
    {
        (this.registry, this.codec, this.config, this.time) = (registry, codec, config, time);
        ours = AvroShape.Parse(codec.Schema);
        doubtful = new DoubtfulIds(time);
        questions = new TokenBucket(config.UnknownSchemaIdQuestions, config.UnknownSchemaIdQuestions, time);

        // Of a flood of unknown ids no more than a tenth of the time is spent waiting; garbage takes nothing from the ids that are near.
        nearWaits = new TokenBucket(config.UnknownSchemaIdWaitMs, config.UnknownSchemaIdWaitMs / 60.0, time);
        farWaits = new TokenBucket(config.UnknownSchemaIdWaitMs / 2.0, config.UnknownSchemaIdWaitMs / 60.0, time);
    }

    /// <exception cref="ContractException">Unknown schema id, or a schema that cannot be resolved to ours.</exception>
    /// <exception cref="RegistryUnavailableException">The registry could not be asked.</exception>
    public WriterSchema Find(WriterId id) => known.TryGetValue(id, out var writer) ? writer : FindNew(id);

    /// <summary>One thread asks and waits for an id, the others take its answer: what loop and followers wait for together counts
    /// once.</summary>
    private WriterSchema FindNew(WriterId id)
    {
        var gate = asked.GetOrAdd(id, static _ => new Lock());
        try
        {
            lock (gate)
                return known.TryGetValue(id, out var writer) ? writer : FindAlone(id);
        }
        finally
        {
            asked.TryRemove(id, out _);
        }
    }

    private WriterSchema FindAlone(WriterId id)
    {
        if (doubtful.Find(id) is { } verdict)
            throw verdict;
        if (id.Number <= 0 && !id.IsGuid)
            throw Unknown(id, "ids begin with 1");
        var isNear = !id.IsGuid && id.Number <= Volatile.Read(ref highest) + NearIds;
        if (!isNear && !questions.TryTake(1))
            throw Unknown(id, "it was not asked for, as too many unknown ids come at present");

        var schema = Ask(id) ?? Await(id, isNear);
        if (schema is null)
        {
            var unknown = Unknown(id, "it was waited for; register the schema before the first record is written");
            doubtful.Note(id, unknown, TimeSpan.FromMilliseconds(config.UnknownSchemaIdCacheMs), grows: false);
            throw unknown;
        }

        var understood = Understand(id, schema);
        doubtful.Remove(id);
        if (!id.IsGuid)
            InterlockedMax(id.Number);
        return known.GetOrAdd(id, understood);
    }

    private string? Ask(WriterId id) =>
        (id.IsGuid ? registry.FindByGuidAsync(id.Unique) : registry.FindByIdAsync(id.Number)).GetAwaiter().GetResult();

    /// <summary>
    /// Asks again for a while. Not for an id that has been waited for before: it is garbage, or it comes when its verdict has ended.
    /// </summary>
    private string? Await(WriterId id, bool isNear)
    {
        if (doubtful.Contains(id))
            return null;
        var (startedAt, waits) = (time.GetTimestamp(), isNear ? nearWaits : farWaits);
        while (
            time.GetElapsedTime(startedAt).TotalMilliseconds < config.UnknownSchemaIdWaitMs
            && waits.TryTake(config.UnknownSchemaIdAskAgainMs)
        )
        {
            Task.Delay(TimeSpan.FromMilliseconds(config.UnknownSchemaIdAskAgainMs), time).GetAwaiter().GetResult();
            if (Ask(id) is { } schema)
                return schema;
        }

        return null;
    }

    private WriterSchema Understand(WriterId id, string schema)
    {
        try
        {
            var writer = AvroShape.Parse(schema);
            AvroShapeLimits.Check(writer);
            if (AvroResolution.Differences(reader: ours, writer, anyBranch: true) is { Count: > 0 } differences)
                throw Mismatch(id, Shown(differences), null);
            var aligned = AlignedSchema.Of(writer, ours);
            if (aligned == AlignedSchema.Of(ours, ours))
                return new WriterSchema((SchemaResolution?)null);
            return new WriterSchema(new SchemaResolution(codec.SchemaName, id, SchemaText.Parse(aligned), SchemaText.Parse(codec.Schema)));
        }
        catch (Exception e) when (e is not (ContractException or OutOfMemoryException))
        {
            throw Mismatch(id, e.Message, e); // another format, or what Apache.Avro stumbles over, in whatever way
        }
    }

    private static string Shown(IReadOnlyList<string> differences) =>
        string.Join("; ", differences.Take(5)) + (differences.Count > 5 ? $"; and {differences.Count - 5} more" : "");

    private ContractException Mismatch(WriterId id, string why, Exception? inner)
    {
        var mismatch = new ContractException(
            ReasonCodes.SchemaMismatch,
            $"S{id.ToString()[1..]} cannot be read as {codec.SchemaName}: {why}. "
                + $"Write the record as schemas/{codec.SchemaName}.avsc says, then send it again.",
            inner
        );
        registry.Forget(id);
        doubtful.Note(id, mismatch, FirstPause, grows: true);
        return mismatch;
    }

    private ContractException Unknown(WriterId id, string why) =>
        new(
            ReasonCodes.UnknownSchemaId,
            $"The registry does not know {id}; expected the id of a schema that {codec.SchemaName} can be read " + $"from ({why})."
        );

    private void InterlockedMax(int id)
    {
        for (var seen = Volatile.Read(ref highest); id > seen; seen = Volatile.Read(ref highest))
        {
            if (Interlocked.CompareExchange(ref highest, id, seen) == seen)
                return;
        }
    }
}
