using System.Text.Json;
using Streaming.Audit.Runs;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Features;
using Streaming.Training;
using Streaming.Training.Evaluation;
using Streaming.Training.Gates;

namespace Streaming.Retraining.OneOff;

/// <summary>Events in, an artifact and an honest report out: the stages of a run in a folder of their own, without the run.</summary>
public static class OneOffTraining
{
    /// <summary>Share of the whole that is done after each stage; an estimate.</summary>
    private static readonly double[] DoneAfter = [0.15, 0.18, 0.85, 0.93];

    /// <summary>How many steps report progress.</summary>
    public static int StepsOf(TrainingRequest request) => DoneAfter.Length + (request.Refit ? 1 : 0);

    /// <summary>Runs all stages. Takes seconds to a minute; the same request gives the same bytes.</summary>
    /// <param name="request">What to train on.</param>
    /// <param name="progress">Told of every step; may be called often, from several threads.</param>
    /// <param name="cancellation">Checked within and between fits.</param>
    /// <exception cref="TrainingException">The data or the settings do not allow a training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingResult Run(
        TrainingRequest request,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var folder = Directory.CreateTempSubdirectory("streaming-train-");
        try
        {
            return Run(request, folder.FullName, progress, cancellation);
        }
        catch (StageException refused)
        {
            throw new TrainingException(refused.Message, refused);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TrainingResult Run(
        TrainingRequest request,
        string folder,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation
    )
    {
        var notes = new List<string>();
        var timings = new List<StepTiming>();
        var from = 0.0;
        void Time(string name, double to, Action<IProgress<StageProgress>> work)
        {
            cancellation.ThrowIfCancellationRequested();
            var (started, begin) = (request.Clock.GetTimestamp(), from);
            work(new ProgressReporter(told => progress?.Report(new TrainingProgress(name, told.Detail, begin + (to - begin) * told.Done))));
            timings.Add(new StepTiming(name, request.Clock.GetElapsedTime(started)));
            from = to;
        }

        void Note(object occurred)
        {
            if (occurred is CandidateLeftOut left)
                notes.Add($"{left.Candidate} was left out: {left.Why}");
        }

        var stages = StagesFromEvents.Of(request.Plan, new GivenEvents(request.Events, request.DataHash), champion: null, request.Clock);
        foreach (var (stage, to) in stages.Zip(DoneAfter))
            Time(
                stage.Name,
                to,
                told =>
                    stage.Run(
                        new StageContext(folder, Directory.CreateDirectory(Path.Combine(folder, stage.Name)).FullName, Note, told),
                        cancellation
                    )
            );

        var report = JsonSerializer.Deserialize<EvaluationReport>(
            File.ReadAllBytes(Path.Combine(folder, StageNames.Report)),
            EvaluationReport.JsonOptions
        )!;
        var gates = report.Decision.Gates[report.Chosen];
        notes.AddRange(gates.Where(gate => gate.Failed).Select(gate => $"{report.Chosen} would not be promoted: {gate.Describe()}"));
        notes.AddRange(gates.Where(gate => gate.Waiting).Select(gate => $"{report.Chosen} would wait for a person: {gate.Describe()}"));
        var artifact = File.ReadAllBytes(Path.Combine(folder, StageNames.ModelOf(report.Chosen)));
        if (request.Refit)
            Time("refit", 0.99, told => artifact = Refitting.Run(request.Plan, folder, report.Chosen, request.Clock, told, cancellation));
        artifact = GateMarks.Marked(artifact, gates);
        progress?.Report(new TrainingProgress("done", $"{report.Chosen} is chosen", 1));
        return new TrainingResult(artifact, ArtifactWriter.Sha256(artifact), report, timings, notes);
    }

    /// <summary>Tells at once, in the order of telling: the framework's own would queue.</summary>
    private sealed class ProgressReporter(Action<StageProgress> report) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => report(value);
    }
}
