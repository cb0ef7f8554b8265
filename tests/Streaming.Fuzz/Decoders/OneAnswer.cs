using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Fuzz.Decoders;

/// <summary>A registry that gives the same schema for every id, and takes none.</summary>
internal sealed class OneAnswer(string schema) : ISchemaRegistry
{
    public AvroImplementation AvroImplementation => AvroImplementation.Fast;

    public Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default) => Task.FromResult<string?>(schema);

    public Task<string?> FindByGuidAsync(Guid id, CancellationToken cancellation = default) => Task.FromResult<string?>(schema);

    public void Forget(WriterId id) { }

    public Task<int> RegisterAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<int?> FindIdAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task SetCompatibilityAsync(string subject, SchemaCompatibility level, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
