using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Web;

namespace Streaming.Embedded.Registry;

/// <summary>Answers in the interface's form.</summary>
internal static class RegistryAnswers
{
    /// <summary>Confluent's number for a failure of what holds the schemas.</summary>
    private const int StoreFailed = 50001;

    public static IResult Answer(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), SchemaRegistryEndpoints.ContentType, statusCode: status);

    /// <summary>The schema as it is, not as a text inside JSON.</summary>
    public static IResult Raw(string schema) => Results.Text(schema, SchemaRegistryEndpoints.ContentType);

    public static JsonObject Describe(StoredVersion one) =>
        new()
        {
            ["subject"] = one.Subject,
            ["version"] = one.Version,
            ["id"] = one.Id,
            ["guid"] = one.Unique.ToString(),
            ["schema"] = one.Schema,
        };

    public static JsonObject Describe(StoredSchema one) => new() { ["schema"] = one.Schema, ["guid"] = one.Unique.ToString() };

    public static JsonArray List<T>(IEnumerable<T> items) => [.. items.Select(item => JsonValue.Create(item))];

    public static JsonObject Problem(int code, string message) => new() { ["error_code"] = code, ["message"] = message };

    /// <summary>The failures of an endpoint as answers: those of libraries in our own words, theirs in the log.</summary>
    public static async ValueTask<object?> OfProblemsAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next,
        ILogger log
    )
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
        catch (Exception failure) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
            var why = FailureReason.Of(failure) is { } reason
                ? $"{reason} (the registry's log has more under {id})"
                : $"the registry failed; its log has more under {id}";
            if (DatabaseReason.Of(failure) is null)
                log.LogError(failure, "The registry failed, {Id}", id);
            else
                log.LogWarning("The registry's database failed, {Id}: {Reason}", id, Reasons.Of(failure));
            return Answer(Problem(StoreFailed, char.ToUpperInvariant(why[0]) + why[1..] + "."), StatusCodes.Status500InternalServerError);
        }
    }
}
