using Streaming.Features;
using Streaming.Training;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Split;

/// <summary>04: who fits, who calibrates, who tests, by time; the category codes come from the training slice alone.</summary>
public sealed class SplitStage(TrainingPlan plan) : IStage
{
    /// <summary>As many as the smallest training that the settings allow.</summary>
    private const int FewestMature = 200;

    public string Name => StageNames.Split;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs { get; } = [StageNames.Rows];

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings => SettingTexts.Of(SettingsOf(plan));

    /// <summary>What the split follows from; an artifact tells it as well.</summary>
    internal static (string Name, object Value)[] SettingsOf(TrainingPlan plan) =>
        [
            ("test_share", plan.Parameters.TestShare),
            ("first_fold_from", plan.Parameters.FirstFoldFrom),
            ("rolling_folds", plan.Parameters.RollingFolds),
            ("label_maturity_days", plan.Parameters.LabelMaturityDays),
            ("recent_from_days", plan.Parameters.RecentFromDays),
            ("recent_to_days", plan.Parameters.RecentToDays),
        ];

    public void Run(StageContext context, CancellationToken cancellation)
    {
        StageFaults.Check(plan);
        var table = StageFiles.Table(context);
        cancellation.ThrowIfCancellationRequested();
        var mature = TimeSplit.MatureCount(table.Orders, table.Ends, plan.Parameters);
        if (mature < FewestMature)
            throw new StageException(
                $"of {table.Orders.Count} deliveries, {mature} were delivered at least {plan.Parameters.LabelMaturityDays} days before "
                    + $"the data end ({table.Ends}); at least {FewestMature} are needed, because a younger one's label had no time "
                    + $"to come",
                "the deliveries",
                "Bring a longer history or wait; Training:LabelMaturityDays says how long labels take."
            );
        var split = TimeSplit.Of(table.Orders, table.Ends, plan.Parameters);
        LeakCheck.Require(table.Orders, table.Ends, split, plan.Parameters);
        RequireBoth(
            split.Fit,
            $"orders that were delivered {plan.Parameters.LabelMaturityDays} days before the test slice begins ({split.TestBegins}) and "
                + $"reviewed by then"
        );
        RequireBoth(split.Test, "reviewed orders of the test slice");
        foreach (var fold in split.Folds)
        {
            RequireBoth(fold.Fit, $"orders to fit for the fold that begins {fold.Begins}");
            RequireBoth(fold.Predict, $"orders to predict in the fold that begins {fold.Begins}");
        }

        StageFiles.Write(context, StageNames.Indices, file => TimeSplitFile.Write(file, split));
        StageFiles.WriteJson(
            context,
            StageNames.Categories,
            CategoryDictionary.Build(table.Orders.Take(split.TestFrom).Select(order => order.Categories)).Categories
        );
        StageFiles.WriteJson(context, StageNames.Split + "/split.json", SplitReport.Of(table, split));
        context.Progress.Report(new StageProgress("done", 1, table.Orders.Count));
    }

    private static void RequireBoth(IReadOnlyList<LabelledRow> rows, string which)
    {
        var good = rows.Count(row => row.Satisfied);
        if (good == 0 || good == rows.Count)
            throw new StageException(
                $"of the {which}, {good} are satisfied and {rows.Count - good} unsatisfied; a training needs both",
                "the labels",
                "Look whether reviews are missing or their scores are read wrongly."
            );
    }
}
