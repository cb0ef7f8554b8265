namespace Streaming.Contracts.Registry;

/// <summary>Brings the registry in line with the topic table.</summary>
public static class SubjectSetup
{
    /// <summary>Registers the schema of every topic under its subject and sets the subject's compatibility level. Doing it again changes nothing.</summary>
    /// <returns>The schema id of each subject, in the order of the topic table.</returns>
    /// <exception cref="SchemaRefusedException">The registry holds a schema that ours is not compatible with.</exception>
    /// <exception cref="RegistryUnavailableException">No usable answer.</exception>
    public static async Task<IReadOnlyList<(string Subject, int Id)>> ApplyAsync(ISchemaRegistry registry, CancellationToken cancellation = default)
    {
        var ids = new List<(string Subject, int Id)>();
        foreach (var topic in Topics.All)
        {
            if (topic is not { Subject: { } subject, Schema: { } schema, Compatibility: { } level }) continue;
            var id = await registry.RegisterAsync(subject, Schemas.Get(schema), normalize: false, cancellation).ConfigureAwait(false);
            await registry.SetCompatibilityAsync(subject, level, cancellation).ConfigureAwait(false);
            ids.Add((subject, id));
        }

        return ids;
    }
}
