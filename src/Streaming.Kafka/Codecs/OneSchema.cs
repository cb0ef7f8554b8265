using System.Net;
using Confluent.SchemaRegistry;

namespace Streaming.Kafka.Codecs;

/// <summary>
/// What Confluent's serializers ask: one schema under one id. Which id a record carries on the wire, and what another id means, is settled
/// with the registry around them, alike for every codec.
/// </summary>
/// <param name="schema">Avro JSON, as it stands in schemas/.</param>
internal sealed class OneSchema(string schema) : ISchemaRegistryClient
{
    public const int Id = 1;

    private readonly RegisteredSchema only = new("", 1, Id, schema, SchemaType.Avro, []);

    public IEnumerable<KeyValuePair<string, string>> Config => [];

    public IAuthenticationHeaderValueProvider? AuthHeaderProvider => null;

    public IWebProxy? Proxy => null;

    public int MaxCachedSchemas => 1;

    public Task<int> RegisterSchemaAsync(string subject, string avroSchema, bool normalize = false) => Task.FromResult(Id);

    public Task<int> RegisterSchemaAsync(string subject, Schema schema, bool normalize = false) => Task.FromResult(Id);

    public Task<RegisteredSchema> RegisterSchemaWithResponseAsync(string subject, Schema schema, bool normalize = false) =>
        Task.FromResult(only);

    public Task<int> GetSchemaIdAsync(string subject, string avroSchema, bool normalize = false) => Task.FromResult(Id);

    public Task<int> GetSchemaIdAsync(string subject, Schema schema, bool normalize = false) => Task.FromResult(Id);

    public Task<Schema> GetSchemaAsync(int id, string? format = null) => Task.FromResult<Schema>(only);

    public Task<Schema> GetSchemaBySubjectAndIdAsync(string subject, int id, string? format = null) => Task.FromResult<Schema>(only);

    public Task<Schema> GetSchemaByGuidAsync(string guid, string? format = null) => Task.FromResult<Schema>(only);

    public Task<RegisteredSchema> LookupSchemaAsync(string subject, Schema schema, bool ignoreDeletedSchemas, bool normalize = false) =>
        Task.FromResult(only);

    public Task<RegisteredSchema> GetRegisteredSchemaAsync(string subject, int version, bool ignoreDeletedSchemas = true) =>
        Task.FromResult(only);

    public Task<string> GetSchemaAsync(string subject, int version) => Task.FromResult(schema);

    public Task<RegisteredSchema> GetLatestSchemaAsync(string subject) => Task.FromResult(only);

    public Task<RegisteredSchema> GetLatestWithMetadataAsync(
        string subject,
        IDictionary<string, string> metadata,
        bool ignoreDeletedSchemas
    ) => Task.FromResult(only);

    public Task<List<string>> GetAllSubjectsAsync() => Task.FromResult<List<string>>([]);

    public Task<List<int>> GetSubjectVersionsAsync(string subject) => Task.FromResult<List<int>>([1]);

    public Task<bool> IsCompatibleAsync(string subject, string avroSchema) => Task.FromResult(true);

    public Task<bool> IsCompatibleAsync(string subject, Schema schema) => Task.FromResult(true);

    public string ConstructKeySubjectName(string topic, string? recordType = null) => $"{topic}-key";

    public string ConstructValueSubjectName(string topic, string? recordType = null) => $"{topic}-value";

    public Task<Compatibility> GetCompatibilityAsync(string? subject = null) => Task.FromResult(Compatibility.None);

    public Task<Compatibility> UpdateCompatibilityAsync(Compatibility compatibility, string? subject = null) =>
        throw new NotSupportedException("One schema has no level.");

    public void ClearLatestCaches() { }

    public void ClearCaches() { }

    public Task<List<Association>> GetAssociationsByResourceNameAsync(
        string resourceName,
        string resourceNamespace,
        string resourceType,
        List<string> associationTypes,
        string lifecycle,
        int offset,
        int limit
    ) => Task.FromResult<List<Association>>([]);

    public Task<AssociationResponse> CreateAssociationAsync(AssociationCreateOrUpdateRequest request) =>
        throw new NotSupportedException("One schema has no associations.");

    public Task DeleteAssociationsAsync(string resourceId, string resourceType, List<string> associationTypes, bool cascadeLifecycle) =>
        throw new NotSupportedException("One schema has no associations.");

    public void Dispose() { }
}
