using Polly;
using Polly.Retry;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>
/// When a request to MLflow is sent again, and after which pause. A pipeline around the whole attempt and no handler below the client:
/// every attempt opens its stream anew and has its own time limit.
/// </summary>
internal static class MlflowRetries
{
    private const int TooManyRequests = 429;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Of a request that leaves the same when the server has carried it out already.</summary>
    public static ResiliencePipeline<MlflowReply> OfRepeatable(TrackingSettings settings, TimeProvider time) =>
        Create(
            settings,
            time,
            outcome => outcome is { Result.Status: < 200 or >= 300 } or { Exception: HttpRequestException or OperationCanceledException }
        );

    /// <summary>Of any other: only where the server says that it has not begun.</summary>
    public static ResiliencePipeline<MlflowReply> OfOthers(TrackingSettings settings, TimeProvider time) =>
        Create(settings, time, outcome => outcome is { Result.Status: TooManyRequests });

    private static ResiliencePipeline<MlflowReply> Create(
        TrackingSettings settings,
        TimeProvider time,
        Func<Outcome<MlflowReply>, bool> mayPass
    ) =>
        settings.Attempts == 1
            ? ResiliencePipeline<MlflowReply>.Empty
            : new ResiliencePipelineBuilder<MlflowReply> { TimeProvider = time }
                .AddRetry(
                    new RetryStrategyOptions<MlflowReply>
                    {
                        MaxRetryAttempts = settings.Attempts - 1,
                        ShouldHandle = args => ValueTask.FromResult(mayPass(args.Outcome)),
                        DelayGenerator = args =>
                            ValueTask.FromResult<TimeSpan?>(PauseAfter(args.AttemptNumber, args.Outcome.Result?.RetryAfter, settings)),
                    }
                )
                .Build();

    /// <summary>Doubles with each attempt, counted from 0; longer where the server asks for it.</summary>
    private static TimeSpan PauseAfter(int attempt, TimeSpan? asked, TrackingSettings settings)
    {
        var usual = settings.Pause * Math.Pow(2, attempt);
        var pause = asked > usual ? asked.Value : usual;
        return pause < LongestPause ? pause : LongestPause;
    }
}
