using Avro;
using Streaming.Contracts;
using Streaming.Kafka.Resolution;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Registry;

/// <summary>Brings the registry in line with the topic table.</summary>
public static class SubjectSetup
{
    /// <summary>Registers the schema of every topic under its subject and sets the subject's compatibility level. Doing it again changes
    /// nothing.</summary>
    /// <returns>The schema id of each subject, in the order of the topic table.</returns>
    /// <exception cref="SchemaRefusedException">The registry holds a schema that ours is not compatible with.</exception>
    /// <exception cref="RegistryUnavailableException">No usable answer.</exception>
    public static async Task<IReadOnlyList<(string Subject, int Id)>> ApplyAsync(
        ISchemaRegistry registry,
        CancellationToken cancellation = default
    )
    {
        var ids = new List<(string Subject, int Id)>();
        foreach (var topic in Topics.All)
        {
            if (topic is not { Subject: { } subject, Schema: { } schema, Compatibility: { } level })
                continue;
            if (topic.Compatibility == SchemaCompatibility.ForwardTransitive)
                await RefuseUnreadableAsync(registry, subject, schema, cancellation).ConfigureAwait(false);
            var id = await registry.RegisterAsync(subject, Schemas.Get(schema), normalize: false, cancellation).ConfigureAwait(false);
            await registry.SetCompatibilityAsync(subject, level, cancellation).ConfigureAwait(false);
            ids.Add((subject, id));
        }

        return ids;
    }

    /// <summary>
    /// The level of an input guards what comes; this looks at what is there: writers use the latest schema, and what we cannot read of it
    /// would be dead-lettered.
    /// </summary>
    private static async Task RefuseUnreadableAsync(ISchemaRegistry registry, string subject, string schema, CancellationToken cancellation)
    {
        if (await registry.FindLatestAsync(subject, cancellation).ConfigureAwait(false) is not { } latest)
            return;
        var ours = AvroShape.Parse(Schemas.Get(schema));
        IReadOnlyList<string> differences;
        try
        {
            var writer = AvroShape.Parse(latest.Schema);
            AvroShapeLimits.Check(writer);
            differences = AvroResolution.Differences(ours, writer, anyBranch: true);
        }
        catch (AvroException odd)
        {
            differences = [odd.Message];
        }

        if (differences.Count == 0)
            return;
        throw new SchemaRefusedException(
            409,
            $"Subject '{subject}' has version {latest.Version}, id {latest.Id}, of which records cannot be read as {schema}: "
                + $"{string.Join("; ", differences.Take(5))}. Register a schema there that schemas/{schema}.avsc can read."
        );
    }
}
