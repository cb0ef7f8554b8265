using System.Security.Cryptography;
using System.Text;
using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Resolution;
using Streaming.Kafka.Wire;

namespace Streaming.Testing.Registry;

/// <summary>
/// A schema registry without a server. One id per schema text; checks compatibility by the rules by which the
/// scorer reads: BACKWARD and FORWARD as names say, FULL both, transitive against every version. New subjects are BACKWARD, as with
/// Confluent. Thread-safe.
/// </summary>
public sealed class InMemorySchemaRegistry : ISchemaRegistry
{
    private readonly Lock gate = new();
    private readonly List<string> schemas = [];
    private readonly Dictionary<string, List<int>> subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaCompatibility> levels = new(StringComparer.Ordinal);

    public AvroImplementation AvroImplementation { get; init; }

    /// <summary>While true every call throws <see cref="RegistryUnavailableException"/>.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many calls were made, of any kind.</summary>
    public int Calls { get; private set; }

    /// <summary>The level of the subject; BACKWARD where none was set.</summary>
    public SchemaCompatibility LevelOf(string subject)
    {
        lock (gate)
            return levels.GetValueOrDefault(subject, SchemaCompatibility.Backward);
    }

    public Task<int> RegisterAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        Answer(() =>
        {
            var versions = subjects.TryGetValue(subject, out var known) ? known : subjects[subject] = [];
            var id = schemas.IndexOf(schema) + 1;
            if (id > 0 && versions.Contains(id))
                return id;
            if (!IsCompatible(subject, schema))
                throw new SchemaRefusedException(
                    409,
                    $"The schema is incompatible with subject '{subject}' at {LevelOf(subject).WireName()}."
                );
            if (id == 0)
            {
                schemas.Add(schema);
                id = schemas.Count;
            }

            versions.Add(id);
            return id;
        });

    public Task<int?> FindIdAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        Answer(() =>
        {
            var id = schemas.IndexOf(schema) + 1;
            return id > 0 && subjects.TryGetValue(subject, out var versions) && versions.Contains(id) ? id : (int?)null;
        });

    public Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default) =>
        Answer(() => id >= 1 && id <= schemas.Count ? schemas[id - 1] : null);

    public Task<string?> FindByGuidAsync(Guid id, CancellationToken cancellation = default) =>
        Answer(() => schemas.Find(schema => GuidOf(schema) == id));

    public void Forget(WriterId id) { }

    /// <summary>Takes any text as a schema under the next id, as registries do whose rules are others.</summary>
    public int AddUnchecked(string schema)
    {
        lock (gate)
        {
            schemas.Add(schema);
            return schemas.Count;
        }
    }

    /// <summary>Answers another text for an id from now on: a registry that was wrong, or is.</summary>
    public void Replace(int id, string schema)
    {
        lock (gate)
            schemas[id - 1] = schema;
    }

    /// <summary>A GUID made from the schema's text.</summary>
    public static Guid GuidOf(string schema) => new(SHA256.HashData(Encoding.UTF8.GetBytes(schema)).AsSpan(0, 16), bigEndian: true);

    public Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default) =>
        Answer(() =>
            subjects.TryGetValue(subject, out var versions) && versions.Count > 0
                ? new RegisteredSchema(versions[^1], versions.Count, schemas[versions[^1] - 1])
                : null
        );

    public Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default) =>
        Answer(() => IsCompatible(subject, schema));

    public Task SetCompatibilityAsync(string subject, SchemaCompatibility level, CancellationToken cancellation = default) =>
        Answer(() => levels[subject] = level);

    private bool IsCompatible(string subject, string schema)
    {
        if (!subjects.TryGetValue(subject, out var versions) || versions.Count == 0)
            return true;
        var level = LevelOf(subject);
        var isTransitive =
            level is SchemaCompatibility.BackwardTransitive or SchemaCompatibility.ForwardTransitive or SchemaCompatibility.FullTransitive;
        var isBackward =
            level
            is SchemaCompatibility.Backward
                or SchemaCompatibility.BackwardTransitive
                or SchemaCompatibility.Full
                or SchemaCompatibility.FullTransitive;
        var isForward =
            level
            is SchemaCompatibility.Forward
                or SchemaCompatibility.ForwardTransitive
                or SchemaCompatibility.Full
                or SchemaCompatibility.FullTransitive;
        var candidate = AvroShape.Parse(schema);
        return versions
            .Skip(isTransitive ? 0 : versions.Count - 1)
            .Select(id => AvroShape.Parse(schemas[id - 1]))
            .All(earlier => (!isBackward || Reads(candidate, earlier)) && (!isForward || Reads(earlier, candidate)));
    }

    private static bool Reads(AvroShape reader, AvroShape writer) => AvroResolution.Differences(reader, writer).Count == 0;

    private Task<T> Answer<T>(Func<T> answer)
    {
        lock (gate)
        {
            Calls++;
            try
            {
                return IsDown
                    ? throw new RegistryUnavailableException("The registry in memory is switched off.")
                    : Task.FromResult(answer());
            }
            catch (Exception e)
            {
                return Task.FromException<T>(e);
            }
        }
    }
}
