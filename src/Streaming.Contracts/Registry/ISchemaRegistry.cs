namespace Streaming.Contracts.Registry;

/// <summary>A Confluent-compatible schema registry. Answers that cannot change are cached; safe to call from any thread.</summary>
public interface ISchemaRegistry
{
    /// <summary>Registers the schema under the subject, or finds it there; gives its id.</summary>
    Task<int> RegisterAsync(string subject, string schema, CancellationToken cancellation = default);

    /// <summary>The schema with this id; null when the registry does not know it.</summary>
    Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default);

    /// <summary>The latest schema of the subject; null when there is none.</summary>
    Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default);

    /// <summary>Whether the schema may be registered under the subject, by the subject's compatibility level.</summary>
    Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default);
}

/// <param name="Id">Global id, as written in front of every record.</param>
/// <param name="Version">1, 2, … within the subject.</param>
/// <param name="Schema">Avro JSON.</param>
public sealed record RegisteredSchema(int Id, int Version, string Schema);

/// <summary>The registry did not answer, or answered with a server error, after all retries. It may pass.</summary>
public sealed class RegistryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
