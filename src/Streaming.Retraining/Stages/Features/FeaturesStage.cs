using System.Globalization;
using Streaming.Features;
using Streaming.Training;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>03: replays the events through the features that the scorer computes, one row per delivered order.</summary>
/// <param name="plan">What is trained.</param>
/// <param name="source">The events.</param>
public sealed class FeaturesStage(TrainingPlan plan, IEventSource source) : IStage
{
    public string Name => StageNames.Features;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs => source.Inputs;

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings =>
        SettingTexts.Of([
            .. source.Settings.Select(setting => (setting.Key, (object)setting.Value)),
            ("seed", plan.Seed),
            ("feature_version", FeatureSchema.Version),
            ("blanked_share", plan.Parameters.BlankedShare),
            ("minimum_deliveries", plan.Parameters.MinimumDeliveries),
            ("minimum_label_share", plan.Parameters.MinimumLabelShare),
        ]);

    public void Run(StageContext context, CancellationToken cancellation)
    {
        StageFaults.Check(plan);
        var events = source.Read(context, cancellation);
        var history = ReplayedHistory.Play(
            events.Events,
            plan.Parameters.BlankedShare,
            plan.Seed,
            done => context.Progress.Report(new StageProgress("replaying the events", 0.9 * done, (long)(done * events.Events.Count))),
            cancellation,
            events.Served
        );
        var labelled = history.Orders.Count(order => order.Labels.Count > 0);
        Require(history, labelled);
        context.Progress.Report(new StageProgress("writing the rows", 0.95, history.Orders.Count));
        StageFiles.Write(context, StageNames.Rows, file => OrderTableFile.Write(file, OrderTable.Of(history, events.DataHash)));
        StageFiles.Write(context, StageNames.Histories, file => history.Histories.Save(file, withPositions: false));
        StageFiles.WriteJson(context, StageNames.Features + "/features.json", FeaturesReport.Of(history, labelled));
        context.Progress.Report(new StageProgress("done", 1, history.Orders.Count));
    }

    private void Require(ReplayedHistory history, int labelled)
    {
        if (history.Reviews == 0)
            throw Refused("the data hold no review: there is nothing to learn from", "Give the reviews of the orders as well.");
        if (history.Orders.Count < plan.Parameters.MinimumDeliveries)
            throw Refused(
                $"the data hold {history.Orders.Count} delivered orders; a training needs at least {plan.Parameters.MinimumDeliveries}",
                "Wait for more deliveries, or lower Training:MinimumDeliveries."
            );
        var share = labelled / (double)history.Orders.Count;
        if (share < plan.Parameters.MinimumLabelShare)
            throw Refused(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labelled} of {history.Orders.Count} delivered orders have a review, {share:P1}; "
                        + $"at least {plan.Parameters.MinimumLabelShare:P0} must have one"
                ),
                "Give the reviews of the same time as the deliveries, or lower Training:MinimumLabelShare."
            );
    }

    private static StageException Refused(string what, string remedy) => new(what, "the deliveries and reviews of the history", remedy);
}
