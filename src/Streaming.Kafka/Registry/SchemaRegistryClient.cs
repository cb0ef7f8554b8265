using System.Text.Json;
using Streaming.Contracts;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Registry;

/// <summary>A registry behind Confluent's REST interface. Ids and schemas never change and are kept; the latest schema is asked for each
/// time. Thread-safe.</summary>
public sealed class SchemaRegistryClient : ISchemaRegistry, IDisposable
{
    private readonly RegistryHttp http;
    private readonly SharedAnswers<int, string?> byId;
    private readonly SharedAnswers<Guid, string?> byGuid;
    private readonly SharedAnswers<(string Subject, string Schema, bool Normalize), int> registered;
    private readonly SharedAnswers<(string Subject, string Schema, bool Normalize), int?> lookedUp;

    /// <param name="config">Checked here.</param>
    /// <param name="handler">Carries the requests instead of the network; not disposed. For tests and proxies.</param>
    /// <param name="time">Clock of limits and pauses; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public SchemaRegistryClient(SchemaRegistryConfig config, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        config.Validate();
        http = new RegistryHttp(config, handler, time ?? TimeProvider.System);
        byId = new(id => FindNowAsync($"schemas/ids/{id}", $"schema id {id}"), schema => schema is not null);
        byGuid = new(guid => FindNowAsync($"schemas/guids/{guid}", $"schema guid {guid}"), schema => schema is not null);
        registered = new(RegisterNowAsync, _ => true);
        lookedUp = new(LookUpNowAsync, id => id is not null);
    }

    public void Dispose() => http.Dispose();

    public Task<int> RegisterAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        registered.GetAsync((subject, schema, normalize), cancellation);

    public Task<int?> FindIdAsync(string subject, string schema, bool normalize = false, CancellationToken cancellation = default) =>
        lookedUp.GetAsync((subject, schema, normalize), cancellation);

    public Task<string?> FindByIdAsync(int id, CancellationToken cancellation = default) => byId.GetAsync(id, cancellation);

    public Task<string?> FindByGuidAsync(Guid id, CancellationToken cancellation = default) => byGuid.GetAsync(id, cancellation);

    public void Forget(WriterId id)
    {
        if (id.IsGuid)
            byGuid.Forget(id.Unique);
        else
            byId.Forget(id.Number);
    }

    public async Task<RegisteredSchema?> FindLatestAsync(string subject, CancellationToken cancellation = default)
    {
        var answer = await http.SendAsync(HttpMethod.Get, $"subjects/{Escape(subject)}/versions/latest", null, cancellation)
            .ConfigureAwait(false);
        if (IsUnknown(answer))
            return null;
        Accept(answer, $"the latest schema of '{subject}'");
        return new RegisteredSchema(Number(answer, "id"), Number(answer, "version"), Text(answer, "schema"));
    }

    public async Task<bool> IsCompatibleAsync(string subject, string schema, CancellationToken cancellation = default)
    {
        var path = $"compatibility/subjects/{Escape(subject)}/versions/latest";
        var answer = await http.SendAsync(HttpMethod.Post, path, Body(schema), cancellation).ConfigureAwait(false);
        if (IsUnknown(answer))
            return true; // nothing there yet, so nothing to break
        Accept(answer, $"the compatibility of a schema with '{subject}'");
        return Member(answer, "is_compatible", JsonValueKind.True, JsonValueKind.False).GetBoolean();
    }

    public async Task SetCompatibilityAsync(string subject, SchemaCompatibility level, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, string> { ["compatibility"] = level.WireName() });
        var answer = await http.SendAsync(HttpMethod.Put, $"config/{Escape(subject)}", body, cancellation).ConfigureAwait(false);
        Accept(answer, $"level {level.WireName()} for '{subject}'");
    }

    private async Task<int> RegisterNowAsync((string Subject, string Schema, bool Normalize) key)
    {
        var path = $"subjects/{Escape(key.Subject)}/versions{Normal(key.Normalize)}";
        var answer = await http.SendAsync(HttpMethod.Post, path, Body(key.Schema), CancellationToken.None).ConfigureAwait(false);
        Accept(answer, $"a schema for '{key.Subject}'");
        return Number(answer, "id");
    }

    private async Task<int?> LookUpNowAsync((string Subject, string Schema, bool Normalize) key)
    {
        var path = $"subjects/{Escape(key.Subject)}{Normal(key.Normalize)}";
        var answer = await http.SendAsync(HttpMethod.Post, path, Body(key.Schema), CancellationToken.None).ConfigureAwait(false);
        if (IsUnknown(answer))
            return null;
        Accept(answer, $"a schema of '{key.Subject}'");
        return Number(answer, "id");
    }

    private async Task<string?> FindNowAsync(string path, string what)
    {
        var answer = await http.SendAsync(HttpMethod.Get, path, null, CancellationToken.None).ConfigureAwait(false);
        if (IsUnknown(answer))
            return null;
        Require(answer, what);
        if (
            answer.Body.ValueKind == JsonValueKind.Object
            && answer.Body.TryGetProperty("schemaType", out var type)
            && type.ValueKind == JsonValueKind.String
            && type.GetString() is not "AVRO"
        )
            return Text(answer, "schema"); // refused by whoever reads it as Avro
        return await SchemaReferences.ResolveAsync(Text(answer, "schema"), answer.Body, FindVersionAsync).ConfigureAwait(false);
    }

    private async Task<(string Schema, JsonElement Body)> FindVersionAsync(string subject, int version)
    {
        var answer = await http.SendAsync(HttpMethod.Get, $"subjects/{Escape(subject)}/versions/{version}", null, CancellationToken.None)
            .ConfigureAwait(false);
        if (IsUnknown(answer))
            throw new RegistryUnavailableException(
                $"The schema registry does not know version {version} of '{subject}', to which another schema refers: {answer.Message}"
            );
        Require(answer, $"version {version} of '{subject}'");
        return (Text(answer, "schema"), answer.Body);
    }

    private static string Escape(string subject) => Uri.EscapeDataString(subject);

    private static string Normal(bool normalize) => normalize ? "?normalize=true" : "";

    private static string Body(string schema) => JsonSerializer.Serialize(new Dictionary<string, string> { ["schema"] = schema });

    private static bool IsUnknown(RegistryAnswer answer) => answer is { Status: 404, ErrorCode: >= 40400 and <= 40499 };

    /// <exception cref="SchemaRefusedException">What was handed in is at fault.</exception>
    /// <exception cref="RegistryUnavailableException">The registry is.</exception>
    private static void Accept(RegistryAnswer answer, string what)
    {
        if (answer is { ErrorCode: not null, Status: 409 or 422 })
            throw new SchemaRefusedException(
                answer.Status,
                $"The schema registry refused {what} (HTTP {answer.Status}, code {answer.ErrorCode}): {answer.Message}"
            );
        Require(answer, what);
    }

    /// <summary>For a question that hands nothing in: whatever is wrong with the answer, no schema of ours is at fault.</summary>
    private static void Require(RegistryAnswer answer, string what)
    {
        if (answer.ErrorCode is null)
            return;
        throw new RegistryUnavailableException(
            $"The schema registry answered HTTP {answer.Status}, code {answer.ErrorCode}, when asked for {what}: {answer.Message}"
        );
    }

    private static int Number(RegistryAnswer answer, string member) =>
        Member(answer, member, JsonValueKind.Number).TryGetInt32(out var number) ? number : throw Unusable(answer, member);

    private static string Text(RegistryAnswer answer, string member) => Member(answer, member, JsonValueKind.String).GetString()!;

    private static JsonElement Member(RegistryAnswer answer, string member, params ReadOnlySpan<JsonValueKind> kinds) =>
        answer.Body.ValueKind == JsonValueKind.Object
        && answer.Body.TryGetProperty(member, out var value)
        && kinds.Contains(value.ValueKind)
            ? value
            : throw Unusable(answer, member);

    private static RegistryUnavailableException Unusable(RegistryAnswer answer, string member) =>
        new($"The schema registry's answer has no usable '{member}': {RegistryHttp.Start(answer.Body.ToString())}");
}
