using Microsoft.OpenApi;
using Streaming.Api.Problems;
using Streaming.Api.Reading;

namespace Streaming.Api.Documents;

/// <summary>The OpenAPI document. Requests are described from the very fields that they are read by; answers are held to it by a
/// test.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string Json = "application/json";

    public static void Fill(OpenApiDocument document, ApiOptions options)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Customer satisfaction",
            Version = Name,
            Description = "Scores orders at their delivery with the code, the model and the histories that score the stream.",
        };
        document.Servers = [];
        document.Components = new OpenApiComponents { Schemas = ApiSchemas.All(options) };
        document.Paths = new OpenApiPaths
        {
            [ScoreEndpoints.Score] = Path(
                "scoreOrders",
                "Scores one order or many.",
                ApiSchemas.ScoreRequest,
                document,
                $"An order, a list of orders, or an object with the list orders; at most {options.MaxOrders} orders and "
                    + $"{options.MaxBodyKilobytes} KiB."
            ),
            [ScoreEndpoints.Predict] = Path(
                "predict",
                "Scores an order of which only the predecessor's 20 fields are known.",
                PredecessorShape.Body.Name,
                document,
                "What follows from the fields is derived; every other feature is missing. The histories are read as they stand now."
            ),
        };
    }

    private static OpenApiPathItem Path(string id, string summary, string request, OpenApiDocument document, string about) =>
        new()
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Post] = new()
                {
                    OperationId = id,
                    Summary = summary,
                    Description = about,
                    RequestBody = new OpenApiRequestBody { Required = true, Content = Content(Json, request, document) },
                    Responses = Responses(document),
                },
            },
        };

    private static OpenApiResponses Responses(OpenApiDocument document)
    {
        var responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "The scores, in the order of the request.",
                Content = Content(Json, ApiSchemas.Scores, document),
            },
        };
        ProblemType[] possible =
        [
            ProblemType.NotJson,
            ProblemType.TooLarge,
            ProblemType.WrongContentType,
            ProblemType.Forbidden,
            ProblemType.InvalidFields,
            ProblemType.NotReady,
        ];
        foreach (var status in possible.Select(type => type.Status))
        {
            var meanings = ProblemType
                .All.Where(type => type.Status == status && type != ProblemType.BadRequest && type != ProblemType.Forbidden)
                .Select(type => $"{type.Code}: {type.Title}.");
            responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(' ', meanings),
                Content = Content(Problem.MediaType, ApiSchemas.Problem, document),
            };
        }

        return responses;
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, string schema, OpenApiDocument document) =>
        new() { [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } };
}
