using Streaming.Api.OnDemand;

namespace Streaming.Api.Problems;

/// <summary>Everything that is not an answer becomes problem details: what a handler threw, and what the server refused without a
/// word.</summary>
public static class ProblemAnswers
{
    /// <summary>Every answer that is an error becomes problem details.</summary>
    public static void UseProblemAnswers(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Streaming.Host.Web");
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                    if (IsBare(context.Response))
                        await new Problem(ProblemType.OfStatus(context.Response.StatusCode), RequestLine(context)).WriteAsync(context);
                }
                catch (Exception gone)
                    when (gone is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
                {
                    // Nobody waits for the answer any more.
                }
                catch (Exception fault) when (!context.Response.HasStarted)
                {
                    if (ProblemOf(fault) is not { } problem)
                    {
                        // No message: it may hold what was asked.
                        log.LogError(
                            "{Method} {Path} failed, {Id}: {Fault} at {Place}",
                            context.Request.Method,
                            context.GetEndpoint()?.DisplayName,
                            context.TraceIdentifier,
                            fault.GetType().Name,
                            fault.StackTrace
                        );
                        problem = new Problem(
                            ProblemType.Fault,
                            $"{context.Request.Method} {context.Request.Path} failed; the id in the log is {context.TraceIdentifier}"
                        );
                    }

                    context.Response.Clear();
                    await problem.WriteAsync(context);
                }
            }
        );
    }

    /// <summary>Null for a fault of the server.</summary>
    public static Problem? ProblemOf(Exception fault) =>
        fault switch
        {
            ProblemException known => known.Problem,
            NotReadyException waiting => new Problem(ProblemType.NotReady, waiting.Message),
            TooManyWaitingException busy => new Problem(ProblemType.Busy, busy.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large => new Problem(
                ProblemType.TooLarge,
                large.Message
            ),
            BadHttpRequestException bad => new Problem(ProblemType.BadRequest with { Status = bad.StatusCode }, bad.Message),
            _ => null,
        };

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null }
        && string.IsNullOrEmpty(response.ContentType);

    private static string RequestLine(HttpContext context) => $"{context.Request.Method} {context.Request.Path}";
}
