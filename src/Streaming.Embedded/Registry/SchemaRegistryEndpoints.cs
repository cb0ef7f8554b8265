using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Kafka.Wire;
using static Streaming.Embedded.Registry.RegistryAnswers;
using static Streaming.Embedded.Registry.RegistryRequests;

namespace Streaming.Embedded.Registry;

/// <summary>
/// The part of Confluent's schema registry interface that producers, consumers, deployments and browsers of topics use, for Avro. Not
/// there, and refused in words: deleting schemas, references between them, metadata and rules, modes other than reading and writing, other
/// formats.
/// </summary>
public static class SchemaRegistryEndpoints
{
    /// <summary>Of every answer.</summary>
    public const string ContentType = "application/vnd.schemaregistry.v1+json";

    /// <summary>Maps the interface below the builder's prefix.</summary>
    /// <param name="routes">Where to map it.</param>
    /// <param name="database">Holds the schemas; the tables must be there: <see cref="CreateSchemaRegistryTablesAsync"/>.</param>
    /// <param name="log">Gets what answers do not say of a failure.</param>
    public static IEndpointRouteBuilder MapSchemaRegistry(this IEndpointRouteBuilder routes, NpgsqlDataSource database, ILogger log)
    {
        var store = new RegistryStore(database);
        var group = routes.MapGroup("").AddEndpointFilter((context, next) => OfProblemsAsync(context, next, log));
        MapSubjects(group, store);
        MapCompatibility(group, store);
        MapLevels(group, store);
        group.MapSchemas(store);
        group.MapGet("/", () => Answer(new JsonObject()));
        group.MapGet("/contexts", () => Answer(List(["."])));
        group.MapGet("/mode", () => Answer(new JsonObject { ["mode"] = "READWRITE" }));
        group.MapGet("/mode/{subject}", (string subject) => Answer(new JsonObject { ["mode"] = "READWRITE" }));
        return routes;
    }

    /// <summary>Creates the registry's tables unless they are there.</summary>
    /// <returns>Whether one was missing.</returns>
    /// <exception cref="EmbeddedPartException">One is missing, and the role may not make it.</exception>
    public static Task<bool> CreateSchemaRegistryTablesAsync(this NpgsqlDataSource database, CancellationToken cancellation = default) =>
        new RegistryStore(database).CreateTablesAsync(cancellation);

    /// <summary>The SQL of what <see cref="CreateSchemaRegistryTablesAsync"/> would make; empty when nothing is missing.</summary>
    public static Task<string> SchemaRegistrySqlAsync(this NpgsqlDataSource database, CancellationToken cancellation = default) =>
        new RegistryStore(database).MissingSqlAsync(cancellation);

    private static void MapSubjects(RouteGroupBuilder group, RegistryStore store)
    {
        group.MapGet(
            "/subjects",
            async (HttpRequest request, CancellationToken cancellation) =>
                Answer(
                    List(
                        Page(
                            request,
                            (await store.AllAsync((string?)request.Query["subjectPrefix"] ?? "", cancellation))
                                .Select(one => one.Subject)
                                .Distinct()
                        )
                    )
                )
        );

        group.MapPost(
            "/subjects/{subject}/versions",
            async (string subject, HttpRequest request, CancellationToken cancellation) =>
            {
                var one = await store.RegisterAsync(Subject(subject), await SchemaAsync(request, cancellation), cancellation);
                return Answer(
                    new JsonObject
                    {
                        ["id"] = one.Id,
                        ["version"] = one.Version,
                        ["guid"] = one.Unique.ToString(),
                    }
                );
            }
        );

        group.MapPost(
            "/subjects/{subject}",
            async (string subject, HttpRequest request, CancellationToken cancellation) =>
            {
                var schema = await SchemaAsync(request, cancellation);
                var versions = await ExistingAsync(store, subject, cancellation);
                return Answer(
                    Describe(
                        RegistryStore.Find(versions, schema)
                            ?? throw RegistryProblem.UnknownSchema($"not under subject '{Subject(subject)}'")
                    )
                );
            }
        );

        group.MapGet(
            "/subjects/{subject}/versions",
            async (string subject, HttpRequest request, CancellationToken cancellation) =>
                Answer(List(Page(request, (await ExistingAsync(store, subject, cancellation)).Select(one => one.Version))))
        );

        group.MapGet(
            "/subjects/{subject}/versions/{version}",
            async (string subject, string version, CancellationToken cancellation) =>
                Answer(Describe(await PickAsync(store, subject, version, cancellation)))
        );
        group.MapGet(
            "/subjects/{subject}/versions/{version}/schema",
            async (string subject, string version, CancellationToken cancellation) =>
                Raw((await PickAsync(store, subject, version, cancellation)).Schema)
        );
        group.MapGet(
            "/subjects/{subject}/versions/{version}/referencedby",
            async (string subject, string version, CancellationToken cancellation) =>
                await PickAsync(store, subject, version, cancellation) is not null ? Answer(new JsonArray()) : Results.NotFound()
        );
        group.MapGet(
            "/subjects/{subject}/metadata",
            async (string subject, CancellationToken cancellation) =>
                await ExistingAsync(store, subject, cancellation) is not null
                    ? throw RegistryProblem.UnknownSchema("none has metadata, which this registry does not keep")
                    : Results.NotFound()
        );
    }

    private static void MapCompatibility(RouteGroupBuilder group, RegistryStore store)
    {
        group.MapPost(
            "/compatibility/subjects/{subject}/versions",
            async (string subject, HttpRequest request, CancellationToken cancellation) =>
                await CompareAsync(store, subject, request, await SchemaAsync(request, cancellation), versions => versions, cancellation)
        );
        group.MapPost(
            "/compatibility/subjects/{subject}/versions/{version}",
            async (string subject, string version, HttpRequest request, CancellationToken cancellation) =>
            {
                var schema = await SchemaAsync(request, cancellation);
                var wanted = Version(version);
                return await CompareAsync(
                    store,
                    subject,
                    request,
                    schema,
                    versions =>
                        versions.Count > 0 ? [Pick(versions, wanted)]
                        :
                        // a subject without schemas has none that could be broken
                        wanted is null
                            ? []
                        : throw RegistryProblem.UnknownSubject(Subject(subject)),
                    cancellation
                );
            }
        );
    }

    private static async Task<IResult> CompareAsync(
        RegistryStore store,
        string subject,
        HttpRequest request,
        SubmittedSchema schema,
        Func<List<StoredVersion>, List<StoredVersion>> chosen,
        CancellationToken cancellation
    )
    {
        var earlier = chosen(await store.VersionsAsync(Subject(subject), cancellation));
        var level = await store.LevelAsync(Subject(subject), orGlobal: true, cancellation) ?? CompatibilityLevel.Default;
        var differences = level.Differences(schema.Text, [.. earlier.Select(one => one.Schema)]);
        var answer = new JsonObject { ["is_compatible"] = differences.Count == 0 };
        if (Flag(request, "verbose"))
            answer["messages"] = List(differences);
        return Answer(answer);
    }

    private static void MapLevels(RouteGroupBuilder group, RegistryStore store)
    {
        group.MapGet(
            "/config",
            async (CancellationToken cancellation) =>
                Answer(
                    new JsonObject
                    {
                        ["compatibilityLevel"] = (await store.LevelAsync("", false, cancellation) ?? CompatibilityLevel.Default).Name,
                    }
                )
        );
        group.MapGet(
            "/config/{subject}",
            async (string subject, HttpRequest request, CancellationToken cancellation) =>
            {
                var orGlobal = Flag(request, "defaultToGlobal");
                var level =
                    await store.LevelAsync(Subject(subject), orGlobal, cancellation) ?? (orGlobal ? CompatibilityLevel.Default : null);
                return Answer(
                    new JsonObject { ["compatibilityLevel"] = (level ?? throw RegistryProblem.NoLevelOfItsOwn(Subject(subject))).Name }
                );
            }
        );

        group.MapPut("/config", (HttpRequest request, CancellationToken cancellation) => SetLevelAsync(store, "", request, cancellation));
        group.MapPut(
            "/config/{subject}",
            (string subject, HttpRequest request, CancellationToken cancellation) =>
                SetLevelAsync(store, Subject(subject), request, cancellation)
        );
        group.MapDelete(
            "/config/{subject}",
            async (string subject, CancellationToken cancellation) =>
            {
                var level =
                    await store.LevelAsync(Subject(subject), false, cancellation)
                    ?? throw RegistryProblem.NoLevelOfItsOwn(Subject(subject));
                await store.RemoveLevelAsync(Subject(subject), cancellation);
                return Answer(new JsonObject { ["compatibilityLevel"] = level.Name });
            }
        );
    }

    private static async Task<IResult> SetLevelAsync(
        RegistryStore store,
        string subject,
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        var level = await LevelAsync(request, cancellation);
        await store.SetLevelAsync(subject, level, cancellation);
        return Answer(new JsonObject { ["compatibility"] = level.Name });
    }

    private static async Task<List<StoredVersion>> ExistingAsync(RegistryStore store, string subject, CancellationToken cancellation) =>
        await store.VersionsAsync(Subject(subject), cancellation) is { Count: > 0 } versions
            ? versions
            : throw RegistryProblem.UnknownSubject(Subject(subject));

    private static async Task<StoredVersion> PickAsync(RegistryStore store, string subject, string version, CancellationToken cancellation)
    {
        var wanted = Version(version);
        return Pick(await ExistingAsync(store, subject, cancellation), wanted);
    }

    private static StoredVersion Pick(List<StoredVersion> versions, int? wanted) =>
        wanted is { } number
            ? versions.Find(one => one.Version == number) ?? throw RegistryProblem.UnknownVersion(versions[0].Subject, number)
            : versions[^1];
}
