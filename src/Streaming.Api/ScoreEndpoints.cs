using System.Text.Json;
using Streaming.Api.OnDemand;
using Streaming.Api.Problems;
using Streaming.Api.Reading;

namespace Streaming.Api;

/// <summary>The two addresses that score. Both read all of the body first, so that a slow sender holds up nobody else.</summary>
internal sealed class ScoreEndpoints(IOnDemandScores service, ApiOptions options, ApiMetrics metrics, TimeProvider clock)
{
    public const string Score = "/api/score";
    public const string Predict = "/predict";

    private readonly long mostBytes = options.MaxBodyKilobytes * 1024L;

    public Task ScoreAsync(HttpContext context) =>
        AnswerAsync(
            context,
            async body =>
            {
                var asked = Questions.Orders(body, options.MaxOrders, clock.GetUtcNow());
                var answer = await service.ScoreAsync(asked, context.RequestAborted).ConfigureAwait(false);
                var ids = asked.ConvertAll(order => order.Absent.HasFlag(Features.AbsentFacts.OrderId) ? null : order.Order.OrderId);
                var known = answer.Served.Model.Categories;
                return (answer, ScoreJson.Write(answer, ids, asked.ConvertAll(order => UnknownValues.Of(order.Order, known))));
            }
        );

    public Task PredictAsync(HttpContext context) =>
        AnswerAsync(
            context,
            async body =>
            {
                var asked = Questions.Predecessor(body);
                var answer = await service.ScoreAsync(asked, context.RequestAborted).ConfigureAwait(false);
                return (answer, ScoreJson.Write(answer, [null], [UnknownValues.Of(asked, answer.Served.Model.Categories)]));
            }
        );

    private async Task AnswerAsync(HttpContext context, Func<JsonElement, ValueTask<(AskedScores Answer, ReadOnlyMemory<byte> Json)>> score)
    {
        try
        {
            using var body = await RequestBody.ReadAsync(context, mostBytes).ConfigureAwait(false);
            var (answer, json) = await score(body.RootElement).ConfigureAwait(false);
            var response = context.Response;
            response.ContentType = "application/json";
            response.ContentLength = json.Length;
            await response.Body.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
            metrics.Answered(answer);
        }
        catch (Exception refused) when (ProblemAnswers.ProblemOf(refused) is { } problem)
        {
            metrics.Refused(problem.Type.Code);
            throw;
        }
    }
}
