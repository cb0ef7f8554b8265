using System.Net;
using Confluent.SchemaRegistry;
using Newtonsoft.Json;
using Streaming.Contracts;
using Streaming.Kafka.Wire;
using TheirSchema = Confluent.SchemaRegistry.Schema;

namespace Streaming.Kafka.Registry;

/// <summary>
/// A registry behind Confluent's REST interface, asked by Confluent's client. Ids and schemas never change and are kept; the latest schema
/// is asked for each time. The only place that knows the client's exceptions. Thread-safe.
/// </summary>
public sealed class ConfluentRegistry : ISchemaRegistry, IDisposable
{
    private readonly CachedSchemaRegistryClient client;

    /// <param name="config">Checked here.</param>
    /// <param name="handler">Carries the requests instead of the network; not disposed. For tests and proxies.</param>
    /// <param name="time">Clock of limits and pauses; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public ConfluentRegistry(SchemaRegistryConfig config, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        config.Validate();
        AvroImplementation = config.AvroImplementation;
        client = ConfluentTransport.Client(config.ParseUrls()[0], new RegistryHandler(config, handler, time ?? TimeProvider.System));
    }

    public AvroImplementation AvroImplementation { get; }

    public void Dispose() => client.Dispose();

    public Task<int> RegisterAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        AskAsync(() => client.RegisterSchemaAsync(subject, Avro(schema), normalize), $"a schema for '{subject}'", cancellation);

    public Task<int?> FindIdAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        FindAsync<int?>(
            async () => await client.GetSchemaIdAsync(subject, Avro(schema), normalize).ConfigureAwait(false),
            $"a schema of '{subject}'",
            cancellation
        );

    public Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default) =>
        FindSchemaAsync(() => client.GetSchemaAsync(id), $"schema id {id}", cancellation);

    public Task<string?> FindByGuidAsync(Guid id, CancellationToken cancellation = default) =>
        FindSchemaAsync(() => client.GetSchemaByGuidAsync(id.ToString()), $"schema guid {id}", cancellation);

    /// <inheritdoc/>
    /// <remarks>The client forgets everything or nothing; what is known is asked for once more.</remarks>
    public void Forget(WriterId id) => client.ClearCaches();

    public Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default) =>
        FindAsync(
            async () =>
            {
                client.ClearLatestCaches(); // kept for good by default
                var latest = await client.GetLatestSchemaAsync(subject).ConfigureAwait(false);
                return new RegisteredSchema(latest.Id, latest.Version, latest.SchemaString);
            },
            $"the latest schema of '{subject}'",
            cancellation
        );

    public async Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default) =>
        await FindAsync<bool?>(
                async () => await client.IsCompatibleAsync(subject, Avro(schema)).ConfigureAwait(false),
                $"the compatibility of a schema with '{subject}'",
                cancellation
            )
            .ConfigureAwait(false)
        ?? true; // nothing there yet, so nothing to break

    public Task SetCompatibilityAsync(string subject, SchemaCompatibility level, CancellationToken cancellation = default) =>
        AskAsync(
            () => client.UpdateCompatibilityAsync(Enum.Parse<Compatibility>(level.ToString()), subject),
            $"level {level.WireName()} for '{subject}'",
            cancellation
        );

    private Task<string?> FindSchemaAsync(Func<Task<TheirSchema>> find, string what, CancellationToken cancellation) =>
        FindAsync(
            async () =>
            {
                var found = await AsQuestion(find, what).ConfigureAwait(false);
                return found.SchemaType == SchemaType.Avro
                    ? await SchemaReferences.ResolveAsync(found, FindVersionAsync).ConfigureAwait(false)
                    : found.SchemaString; // refused by whoever reads it as Avro
            },
            what,
            cancellation
        );

    private async Task<TheirSchema> FindVersionAsync(string subject, int version)
    {
        try
        {
            return await client.GetRegisteredSchemaAsync(subject, version, ignoreDeletedSchemas: false).ConfigureAwait(false);
        }
        catch (SchemaRegistryException fault)
        {
            throw new RegistryUnavailableException(
                $"The schema registry does not know version {version} of '{subject}', to which another schema refers: "
                    + RegistryAnswers.Start(fault.Message),
                fault
            );
        }
    }

    /// <summary>A question hands nothing in: whatever is wrong with the answer, no schema of ours is at fault.</summary>
    private static async Task<TheirSchema> AsQuestion(Func<Task<TheirSchema>> find, string what)
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (SchemaRegistryException fault) when (!IsUnknown(fault))
        {
            throw Unavailable(fault, what);
        }
    }

    private static async Task<TAnswer?> FindAsync<TAnswer>(Func<Task<TAnswer>> ask, string what, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(ask, what, cancellation).ConfigureAwait(false);
        }
        catch (SchemaRegistryException unknown) when (IsUnknown(unknown))
        {
            return default;
        }
    }

    /// <param name="ask">Gets no token: others may wait for the same answer.</param>
    /// <param name="what">For the message.</param>
    /// <param name="cancellation">Stops this caller's waiting, not the question.</param>
    private static async Task<TAnswer> AskAsync<TAnswer>(Func<Task<TAnswer>> ask, string what, CancellationToken cancellation)
    {
        try
        {
            return await ask().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (SchemaRegistryException refused) when ((int)refused.Status is 409 or 422)
        {
            throw new SchemaRefusedException(
                (int)refused.Status,
                $"The schema registry refused {what} (HTTP {(int)refused.Status}, code {refused.ErrorCode}): "
                    + RegistryAnswers.Start(refused.Message)
            );
        }
        catch (SchemaRegistryException fault) when (!IsUnknown(fault))
        {
            throw Unavailable(fault, what);
        }
        catch (Exception odd) when (odd is HttpRequestException and not SchemaRegistryException or JsonException or FormatException)
        {
            throw new RegistryUnavailableException($"The schema registry's answer about {what} cannot be used: {odd.Message}", odd);
        }
    }

    private static bool IsUnknown(SchemaRegistryException fault) =>
        fault is { Status: HttpStatusCode.NotFound, ErrorCode: >= 40400 and <= 40499 };

    private static RegistryUnavailableException Unavailable(SchemaRegistryException fault, string what) =>
        new(
            $"The schema registry answered HTTP {(int)fault.Status}, code {fault.ErrorCode}, when asked for {what}: "
                + RegistryAnswers.Start(fault.Message),
            fault
        );

    private static TheirSchema Avro(string schema) => new(schema, SchemaType.Avro);
}
