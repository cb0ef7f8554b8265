using Microsoft.AspNetCore.Routing;
using Streaming.Api.Documents;
using Streaming.Api.OnDemand;
using Streaming.Api.Problems;
using Streaming.Web;
using Streaming.Web.Access;

namespace Streaming.Api;

/// <summary>The addresses of the role <c>api</c>: scores, their document, and what each kind of problem means.</summary>
public sealed class ApiPart(IOnDemandScores service, ApiOptions options, ApiMetrics metrics, TimeProvider clock) : IWebPart
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public void Add(WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(
            ApiDocument.Name,
            openApi =>
                openApi.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        ApiDocument.Fill(document, options);
                        return Task.CompletedTask;
                    }
                )
        );

    public void Map(WebApplication app)
    {
        var endpoints = new ScoreEndpoints(service, options, metrics, clock);
        app.MapPost(ScoreEndpoints.Score, endpoints.ScoreAsync).RequireAuthorization(Permissions.ScoreOrders);
        app.MapPost(ScoreEndpoints.Predict, endpoints.PredictAsync).RequireAuthorization(Permissions.ScoreOrders);
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new HttpMethodMetadata(Reading)).AllowAnonymous(); // no secret
        app.MapMethods(
            "/problems/{code}",
            Reading,
            (string code) =>
                ProblemType.All.FirstOrDefault(type => type.Code == code) is { } type
                    ? Results.Text($"{type.Status} {type.Title}. {type.Meaning}\n")
                    : Results.NotFound()
        )
            .AllowAnonymous();
    }
}
