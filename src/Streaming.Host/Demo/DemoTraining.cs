using Streaming.Audit;
using Streaming.Audit.Promotions;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Host.Commands;
using Streaming.Models;
using Streaming.Retraining.Promotions;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Demo;

/// <summary>The model that the demo trained and put into service.</summary>
internal sealed record TrainedModel(string Name, string Version, string Sha256, ReadOnlyMemory<byte> Artifact);

/// <summary>A training run as any other, which a trainer beside works on; what needs a person's decision, the demo decides.</summary>
/// <param name="runs">Starts and follows the run.</param>
/// <param name="audit">Knows what became of it.</param>
/// <param name="promotion">Puts a proposal into service.</param>
/// <param name="publisher">Tells the new, empty topic of decisions.</param>
/// <param name="jobs">Opened first.</param>
/// <param name="clock">Measures and waits.</param>
internal sealed class DemoTraining(
    TrainingRuns runs,
    AuditStore audit,
    ModelPromotion promotion,
    DecisionPublisher publisher,
    JobTables jobs,
    TimeProvider clock
)
{
    private const string Operator = "demo";

    /// <param name="definition">What is trained, on what.</param>
    /// <param name="lines">Receives the steps.</param>
    /// <param name="say">Receives what the run led to.</param>
    /// <exception cref="FailedException">No model of the run may serve, and none does.</exception>
    public async Task<TrainedModel> TrainAsync(RunDefinition definition, TextWriter lines, Action<string> say, CancellationToken stop)
    {
        await jobs.OpenAsync(stop).ConfigureAwait(false);
        var follower = new RunFollower(runs, audit, node: null, lines, clock);
        var run = await follower
            .StartAndFollowAsync(definition, Operator, "the demo trains on everything before its live part", stop)
            .ConfigureAwait(false);
        if (run.State != RunState.Completed)
            throw new FailedException($"run {run.RunId} of the demo is {run.State.ToString().ToLowerInvariant()}; its stages are above");
        if (run.Decision is not { } reached)
            throw new FailedException($"run {run.RunId} of the demo has reached no decision");
        say($"{reached.Candidate} is {reached.Decision}: {reached.Why}");
        if (reached.Decision == "proposed")
        {
            say("A person decides about a proposal: here the demo does");
            await promotion
                .DecideAsync(
                    definition.ModelName,
                    champion => champion.Version == reached.ModelVersion,
                    () =>
                        audit.Models.PromoteVersionAsync(
                            definition.ModelName,
                            reached.ModelVersion,
                            Operator,
                            "no gate failed; the demo accepts what so few orders leave open",
                            stop
                        ),
                    stop
                )
                .ConfigureAwait(false);
        }
        else
        {
            await publisher.PublishAsync(stop).ConfigureAwait(false);
        }

        return await ServingAsync(definition.ModelName, reached, stop).ConfigureAwait(false);
    }

    private async Task<TrainedModel> ServingAsync(string name, DecisionReached reached, CancellationToken stop)
    {
        if (await audit.Models.ChampionAsync(name, cancellation: stop).ConfigureAwait(false) is not { } champion)
            throw new FailedException(
                $"the demo does not put a model into service that would not be promoted: {reached.Candidate} is {reached.Decision}, "
                    + $"{reached.Why}. Take more orders (--orders) or another marketplace (--seed)"
            );
        var artifact =
            await audit.Artifacts.FindAsync(champion.Sha256, stop).ConfigureAwait(false)
            ?? throw new FailedException($"the artifact {champion.Sha256} of the model in service is not in the artifact store");
        return new TrainedModel(name, champion.Version, ServingModel.Load(artifact, champion.Sha256).Sha256, artifact);
    }
}
