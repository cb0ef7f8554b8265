using Streaming.Audit;
using Streaming.Features;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Training;
using Streaming.Training;
using Streaming.Training.Assembly;
using Streaming.Training.Candidates;
using Streaming.Training.Replay;

namespace Streaming.Retraining.OneOff;

/// <summary>The chosen setting once more, on every order that is mature at the end of the data.</summary>
internal static class Refitting
{
    /// <param name="plan">Of the training.</param>
    /// <param name="folder">Holds the artifacts of its stages.</param>
    /// <param name="chosen">Name of the candidate.</param>
    /// <param name="clock">Measures the fits; nothing of it enters the artifact.</param>
    /// <param name="progress">Told after every fit.</param>
    /// <param name="cancellation">Checked within and between fits.</param>
    /// <returns>The artifact. Its calibration also follows what the evaluated candidate said of the test slice.</returns>
    public static byte[] Run(
        TrainingPlan plan,
        string folder,
        string chosen,
        TimeProvider clock,
        IProgress<StageProgress> progress,
        CancellationToken cancellation
    )
    {
        var context = new StageContext(folder, folder, _ => { }, progress);
        var (table, split) = (StageFiles.Table(context), StageFiles.Split(context));
        var setting = StageFiles.Json<CandidateSheet[]>(context, StageNames.Candidates).First(sheet => sheet.Name == chosen).Parameters;
        using var before = new TrainingData(table, split, new EncodedRows(table.Orders, StageFiles.Categories(context)), plan.Parameters);
        void Fitted(string what) => progress.Report(new StageProgress(what, 0.5));

        // One millisecond later, so that the last review counts as known.
        var moment = table.Ends.AddMilliseconds(1);
        var dictionary = CategoryDictionary.Build(table.Orders.Select(order => order.Categories));
        using var all = new TrainingData(table, split, new EncodedRows(table.Orders, dictionary), plan.Parameters);
        var recent = TimeSplit.RecentAt(table.Orders, table.Orders.Count, moment, split.TestBegins, plan.Parameters);
        TrainedCandidate? refitted = null;
        async Task Refit(FitQueue queue)
        {
            var trainer = new CandidateTrainer(before, plan.Seed, queue, clock, Fitted);
            var evaluated = await trainer.Train(chosen, setting).ConfigureAwait(false);
            refitted = await trainer
                .Refit(evaluated, all, TimeSplit.FitAt(table.Orders, moment, plan.Parameters), recent)
                .ConfigureAwait(false);
        }

        FitQueue.Run([Refit], cancellation);
        return ArtifactAssembler.Assemble(
            refitted!,
            all,
            File.ReadAllBytes(context.Input(StageNames.Histories)),
            plan,
            moment,
            refit: true
        );
    }
}
