using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Streaming.Embedded.Registry;

/// <summary>Answers in the interface's form.</summary>
internal static class RegistryAnswers
{
    public static IResult Answer(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), SchemaRegistryEndpoints.ContentType, statusCode: status);

    /// <summary>The schema as it is, not as a text inside JSON.</summary>
    public static IResult Raw(string schema) => Results.Text(schema, SchemaRegistryEndpoints.ContentType);

    public static JsonObject Describe(StoredVersion one) => new()
    {
        ["subject"] = one.Subject, ["version"] = one.Version, ["id"] = one.Id, ["guid"] = one.Unique.ToString(), ["schema"] = one.Schema,
    };

    public static JsonObject Describe(StoredSchema one) => new() { ["schema"] = one.Schema, ["guid"] = one.Unique.ToString() };

    public static JsonArray List<T>(IEnumerable<T> items) => [.. items.Select(item => JsonValue.Create(item))];

    public static JsonObject Problem(int code, string message) => new() { ["error_code"] = code, ["message"] = message };

    /// <summary>The failures of an endpoint as answers.</summary>
    public static async ValueTask<object?> OfProblemsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RegistryProblem problem)
        {
            return Answer(Problem(problem.Code, problem.Message), problem.Status);
        }
        catch (BadHttpRequestException request)
        {
            return Answer(Problem(request.StatusCode, request.Message), request.StatusCode);
        }
        catch (NpgsqlException failure)
        {
            return Answer(Problem(50001, $"The registry's database: {failure.Message}"), StatusCodes.Status500InternalServerError);
        }
    }
}
