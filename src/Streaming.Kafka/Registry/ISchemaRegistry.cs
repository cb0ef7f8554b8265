using Streaming.Contracts;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Registry;

/// <summary>A Confluent-compatible schema registry. Answers that cannot change are cached; safe to call from any thread.</summary>
/// <exception cref="RegistryUnavailableException">From every method: no usable answer after all retries; may pass.</exception>
public interface ISchemaRegistry
{
    /// <summary>
    /// By which implementation serializers and deserializers on this registry write and read records. As with Confluent's client, whose
    /// configuration serializers read, this travels with the registry: one place decides for a process.
    /// </summary>
    AvroImplementation AvroImplementation { get; }

    /// <summary>Registers the schema under the subject, or finds it there; gives its id.</summary>
    /// <param name="subject">Such as <c>order-delivered-value</c>.</param>
    /// <param name="schema">Avro JSON.</param>
    /// <param name="normalize">Whether the registry compares in normal form, so that differences in spelling make no new version.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="SchemaRefusedException">Incompatible with the subject's earlier schemas, or no valid schema.</exception>
    Task<int> RegisterAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default);

    /// <summary>The id of this schema under the subject; null when it is not registered there. Registers nothing.</summary>
    /// <inheritdoc cref="RegisterAsync" path="/param"/>
    Task<int?> FindIdAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default);

    /// <summary>The schema with this id; null when the registry does not know it.</summary>
    Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default);

    /// <summary>The schema with this GUID, which newer clients write in a header; null when the registry does not know it.</summary>
    Task<string?> FindByGuidAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Keeps an answer no longer: it could not be used, and the registry may have been wrong.</summary>
    void Forget(WriterId id);

    /// <summary>The latest schema of the subject; null when there is none.</summary>
    Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default);

    /// <summary>Whether the schema may be registered under the subject, by the subject's compatibility level. True for a subject without
    /// schemas.</summary>
    /// <exception cref="SchemaRefusedException">No valid schema.</exception>
    Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default);

    /// <summary>Sets what the registry demands of the subject's next schema.</summary>
    /// <exception cref="SchemaRefusedException">The registry does not take the level.</exception>
    Task SetCompatibilityAsync(string subject, SchemaCompatibility level, CancellationToken cancellation = default);
}

/// <param name="Id">Global id, as written in front of every record.</param>
/// <param name="Version">1, 2, … within the subject.</param>
/// <param name="Schema">Avro JSON.</param>
public sealed record RegisteredSchema(int Id, int Version, string Schema);
