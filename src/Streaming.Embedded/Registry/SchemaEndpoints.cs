using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Streaming.Embedded.Registry.RegistryAnswers;
using static Streaming.Embedded.Registry.RegistryRequests;

namespace Streaming.Embedded.Registry;

/// <summary>Questions for schemas by themselves: by id, by GUID, all of them.</summary>
internal static class SchemaEndpoints
{
    public static void MapSchemas(this RouteGroupBuilder group, RegistryStore store)
    {
        group.MapGet("/schemas/types", () => Answer(List(["AVRO"])));
        group.MapGet(
            "/schemas",
            async (HttpRequest request, CancellationToken cancellation) =>
            {
                var all = await store.AllAsync((string?)request.Query["subjectPrefix"] ?? "", cancellation);
                var wanted = Flag(request, "latestOnly") ? all.GroupBy(one => one.Subject).Select(versions => versions.Last()) : all;
                return Answer(new JsonArray([.. Page(request, wanted).Select(Describe)]));
            }
        );

        group.MapGet(
            "/schemas/ids/{id:int}",
            async (int id, CancellationToken cancellation) => Answer(Describe(await ByIdAsync(store, id, cancellation)))
        );
        group.MapGet(
            "/schemas/ids/{id:int}/schema",
            async (int id, CancellationToken cancellation) => Raw((await ByIdAsync(store, id, cancellation)).Schema)
        );
        group.MapGet(
            "/schemas/ids/{id:int}/subjects",
            async (int id, HttpRequest request, CancellationToken cancellation) =>
                Answer(List(Page(request, (await PlacesAsync(store, id, cancellation)).Select(one => one.Subject).Distinct())))
        );
        group.MapGet(
            "/schemas/ids/{id:int}/versions",
            async (int id, HttpRequest request, CancellationToken cancellation) =>
                Answer(
                    new JsonArray([
                        .. Page(request, await PlacesAsync(store, id, cancellation))
                            .Select(one => new JsonObject { ["subject"] = one.Subject, ["version"] = one.Version }),
                    ])
                )
        );

        group.MapGet(
            "/schemas/guids/{unique:guid}",
            async (Guid unique, CancellationToken cancellation) => Answer(Describe(await ByGuidAsync(store, unique, cancellation)))
        );
        group.MapGet(
            "/schemas/guids/{unique:guid}/ids",
            async (Guid unique, CancellationToken cancellation) =>
                Answer(new JsonArray(new JsonObject { ["context"] = ".", ["id"] = (await ByGuidAsync(store, unique, cancellation)).Id }))
        );
    }

    private static async Task<StoredSchema> ByIdAsync(RegistryStore store, int id, CancellationToken cancellation) =>
        await store.SchemaAsync(id, cancellation) ?? throw RegistryProblem.UnknownSchema($"id {id}");

    private static async Task<StoredSchema> ByGuidAsync(RegistryStore store, Guid unique, CancellationToken cancellation) =>
        await store.SchemaAsync(unique, cancellation) ?? throw RegistryProblem.UnknownSchema($"guid {unique}");

    private static async Task<List<StoredVersion>> PlacesAsync(RegistryStore store, int id, CancellationToken cancellation)
    {
        await ByIdAsync(store, id, cancellation);
        return await store.PlacesAsync(id, cancellation);
    }
}
