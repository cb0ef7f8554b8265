using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Streaming.Web;

namespace Streaming.Embedded.Registry;

/// <summary>
/// The part of Confluent's schema registry interface that producers, consumers and deployments use, for Avro. Not there: deleting,
/// references between schemas, modes, exporters, other formats.
/// </summary>
public static class SchemaRegistryEndpoints
{
    /// <summary>Of every answer.</summary>
    public const string ContentType = "application/vnd.schemaregistry.v1+json";

    /// <summary>Maps the interface below the builder's prefix.</summary>
    /// <param name="routes">Where to map it.</param>
    /// <param name="database">Holds the schemas; the tables must be there: <see cref="CreateSchemaRegistryTablesAsync"/>.</param>
    public static IEndpointRouteBuilder MapSchemaRegistry(this IEndpointRouteBuilder routes, NpgsqlDataSource database)
    {
        var store = new RegistryStore(database);
        var group = routes.MapGroup("").AddEndpointFilter(AnswerProblemsAsync);
        MapSubjects(group, store);
        MapCompatibility(group, store);
        MapLevels(group, store);
        group.MapGet("/schemas/ids/{id:int}", async (int id, CancellationToken cancellation) =>
            Answer(new JsonObject { ["schema"] = await store.SchemaAsync(id, cancellation) ?? throw RegistryProblem.UnknownSchema($"id {id}") }));
        return routes;
    }

    /// <summary>Creates the registry's tables unless they are there.</summary>
    public static Task CreateSchemaRegistryTablesAsync(this NpgsqlDataSource database, CancellationToken cancellation = default) =>
        new RegistryStore(database).CreateTablesAsync(cancellation);

    private static void MapSubjects(RouteGroupBuilder group, RegistryStore store)
    {
        group.MapGet("/subjects", async (CancellationToken cancellation) => Answer(List(await store.SubjectsAsync(cancellation))));

        group.MapPost("/subjects/{subject}/versions", async (string subject, HttpRequest request, CancellationToken cancellation) =>
            Answer(new JsonObject { ["id"] = await store.RegisterAsync(Name(subject), await SchemaOfAsync(request, cancellation), cancellation) }));

        group.MapPost("/subjects/{subject}", async (string subject, HttpRequest request, CancellationToken cancellation) =>
        {
            var schema = await SchemaOfAsync(request, cancellation);
            await ExistingAsync(store, subject, cancellation);
            return Answer(Describe(await store.FindAsync(Name(subject), schema, cancellation)
                ?? throw RegistryProblem.UnknownSchema($"not under subject '{Name(subject)}'")));
        });

        group.MapGet("/subjects/{subject}/versions", async (string subject, CancellationToken cancellation) =>
            Answer(List((await ExistingAsync(store, subject, cancellation)).Select(one => one.Version))));

        group.MapGet("/subjects/{subject}/versions/{version}", async (string subject, string version, CancellationToken cancellation) =>
        {
            var wanted = VersionNumber(version);
            return Answer(Describe(Pick(await ExistingAsync(store, subject, cancellation), wanted)));
        });
    }

    private static void MapCompatibility(RouteGroupBuilder group, RegistryStore store)
    {
        const string Path = "/compatibility/subjects/{subject}/versions/{version}";
        group.MapPost(Path, async (string subject, string version, HttpRequest request, CancellationToken cancellation) =>
        {
            var schema = await SchemaOfAsync(request, cancellation);
            var wanted = VersionNumber(version);
            var versions = await store.VersionsAsync(Name(subject), cancellation);
            if (versions.Count == 0 && wanted is not null)
                throw RegistryProblem.UnknownSubject(Name(subject));

            // A subject without schemas has none that could be broken.
            var earlier = versions.Count == 0 ? [] : (string[])[Pick(versions, wanted).Schema];
            var level = await store.LevelAsync(Name(subject), orGlobal: true, cancellation) ?? CompatibilityLevel.Default;
            var differences = level.Differences(schema.Text, earlier);
            var answer = new JsonObject { ["is_compatible"] = differences.Count == 0 };
            if (request.Query["verbose"] == "true")
                answer["messages"] = List(differences);
            return Answer(answer);
        });
    }

    private static void MapLevels(RouteGroupBuilder group, RegistryStore store)
    {
        group.MapGet("/config", async (CancellationToken cancellation) =>
            Answer(new JsonObject { ["compatibilityLevel"] = (await store.LevelAsync("", false, cancellation) ?? CompatibilityLevel.Default).Name }));

        group.MapGet("/config/{subject}", async (string subject, HttpRequest request, CancellationToken cancellation) =>
        {
            var orGlobal = request.Query["defaultToGlobal"] == "true";
            var level = await store.LevelAsync(Name(subject), orGlobal, cancellation) ?? (orGlobal ? CompatibilityLevel.Default : null);
            return Answer(new JsonObject { ["compatibilityLevel"] = (level ?? throw RegistryProblem.NoLevelOfItsOwn(Name(subject))).Name });
        });

        group.MapPut("/config", (HttpRequest request, CancellationToken cancellation) => SetLevelAsync(store, "", request, cancellation));
        group.MapPut("/config/{subject}", (string subject, HttpRequest request, CancellationToken cancellation) =>
            SetLevelAsync(store, Name(subject), request, cancellation));
    }

    private static async Task<IResult> SetLevelAsync(RegistryStore store, string subject, HttpRequest request, CancellationToken cancellation)
    {
        var level = CompatibilityLevel.Parse(Text(await BodyAsync(request, cancellation), "compatibility"));
        await store.SetLevelAsync(subject, level, cancellation);
        return Answer(new JsonObject { ["compatibility"] = level.Name });
    }

    private static async Task<List<StoredVersion>> ExistingAsync(RegistryStore store, string subject, CancellationToken cancellation) =>
        await store.VersionsAsync(Name(subject), cancellation) is { Count: > 0 } versions
            ? versions
            : throw RegistryProblem.UnknownSubject(Name(subject));

    private static StoredVersion Pick(List<StoredVersion> versions, int? wanted) => wanted is { } number
        ? versions.Find(one => one.Version == number) ?? throw RegistryProblem.UnknownVersion(versions[0].Subject, number)
        : versions[^1];

    /// <summary>Null for the latest.</summary>
    private static int? VersionNumber(string text)
    {
        if (text is "latest" or "-1")
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw RegistryProblem.InvalidVersion(text);
    }

    /// <summary>Routing decodes every escape of a path segment except that of the slash.</summary>
    private static string Name(string subject) => subject.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static async Task<SubmittedSchema> SchemaOfAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await BodyAsync(request, cancellation);
        if (Text(body, "schemaType") is { } type && type != "AVRO")
            throw RegistryProblem.InvalidSchema($"schemaType '{type}' is not supported, only AVRO");
        if (body["references"] is JsonArray { Count: > 0 })
            throw RegistryProblem.InvalidSchema("references are not supported");
        return SubmittedSchema.Parse(Text(body, "schema") ?? throw RegistryProblem.InvalidSchema("the member 'schema' is missing"));
    }

    private static async Task<JsonObject> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation) as JsonObject
                ?? throw RegistryProblem.Unreadable("expected a JSON object");
        }
        catch (JsonException failure)
        {
            throw RegistryProblem.Unreadable(failure.Message);
        }
    }

    private static string? Text(JsonObject body, string member) => body[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw RegistryProblem.Unreadable($"'{member}' must be a string"),
    };

    private static JsonObject Describe(StoredVersion one) =>
        new() { ["subject"] = one.Subject, ["version"] = one.Version, ["id"] = one.Id, ["schema"] = one.Schema };

    private static JsonArray List<T>(IEnumerable<T> items) => [.. items.Select(item => JsonValue.Create(item))];

    private static IResult Answer(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), ContentType, statusCode: status);

    /// <summary>Answers a request that may not come in.</summary>
    internal static Task RefuseAsync(HttpContext context, DoorRefusal refusal) =>
        Answer(new JsonObject { ["error_code"] = refusal.Status, ["message"] = refusal.Detail }, refusal.Status).ExecuteAsync(context);

    private static async ValueTask<object?> AnswerProblemsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RegistryProblem problem)
        {
            return Answer(new JsonObject { ["error_code"] = problem.Code, ["message"] = problem.Message }, problem.Status);
        }
        catch (NpgsqlException failure)
        {
            var body = new JsonObject { ["error_code"] = 50001, ["message"] = $"The registry's database: {failure.Message}" };
            return Answer(body, StatusCodes.Status500InternalServerError);
        }
    }
}
