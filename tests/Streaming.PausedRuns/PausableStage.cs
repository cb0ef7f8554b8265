using System.Globalization;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Host.Configuration;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Decision;
using Streaming.Training.Gates;

namespace Streaming.PausedRuns;

/// <summary>
/// Copies what the stage before left and adds its name. Files of the control folder, named after the stage: <c>.started</c> it writes
/// itself, with its process id;
/// while <c>.hold</c> is there it waits; <c>.fail</c> makes it fail and leave a file; the text of <c>.setting</c> is a setting of it.
/// </summary>
internal sealed class PausableStage(RunDefinition run, ChampionModel? champion, string name, string? before, string control) : IStage
{
    private const string Result = "result.txt";
    private const string Model = "a.model";
    private const string Left = "left.txt";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public string Name => name;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs =>
        name switch
        {
            "06-evaluation" or "07-decision" => [$"{before}/{Result}", $"05-training/{Model}"],
            _ => before is null ? [] : [$"{before}/{Result}"],
        };

    public bool RunsInChild => name is "05-training" or "06-evaluation";

    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["setting"] = File.Exists(Told("setting")) ? File.ReadAllText(Told("setting")) : "",
            ["champion"] = name == "06-evaluation" ? champion?.Sha256 ?? "none" : "",
        };

    public void Run(StageContext context, CancellationToken cancellation)
    {
        context.Progress.Report(new StageProgress("waiting to be let go", 0.5, 7));
        File.WriteAllText(Told("started"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        while (File.Exists(Told("hold")))
        {
            cancellation.ThrowIfCancellationRequested();
            Thread.Sleep(Pause);
        }

        if (File.Exists(Told("fail")))
        {
            File.WriteAllText(context.Output(Left), name);
            throw new StageException("it was told to fail", "its control folder", "Remove the file and start again.");
        }

        if (File.Exists(Told("full")))
            throw new IOException("No space left on device", 28);
        var text = before is null ? "" : File.ReadAllText(context.Input($"{before}/{Result}"));
        File.WriteAllText(context.Output(Result), $"{text}{name} {Settings["setting"]}\n");
        if (name == "02-validation")
            context.Report(new DatasetValidated("orders", "passed", 7, []));
        if (name == "05-training")
            Train(context, text);
        if (champion is not null && ArtifactHash.Of(champion.Fetch().Span) != champion.Sha256)
            throw new StageException("the champion is another one", "its artifact", "Look at the artifact store.");
        if (name == "06-evaluation")
            context.Report(
                new CandidateEvaluated("a", "candidate", new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.4, 0.3, 0.5) }, [])
            );
        if (name == "07-decision")
            Decide(context);
        context.Progress.Report(new StageProgress("done", 1, 7));
    }

    private static void Train(StageContext context, string text)
    {
        File.WriteAllText(context.Output(Model), "a model of\n" + text);
        context.Report(new CandidateTrained("a", "none", "{}", 1, 0.1, ""));
        context.Report(new CandidateLeftOut("b", "none", "there is only one"));
    }

    private void Decide(StageContext context)
    {
        var sha256 = ArtifactHash.Of(File.ReadAllBytes(context.Input($"05-training/{Model}")));
        var decision = new RunDecision
        {
            Outcome = RunDecision.Promote,
            ModelName = run.ModelName,
            Candidate = "a",
            Version = sha256[..8],
            Sha256 = sha256,
            Lineage = "{}",
            ComparedWith = champion?.Sha256 ?? "",
            Gates = [],
            GoldenRows = 0,
            Why = "all gates passed",
        };
        File.WriteAllBytes(context.Output(RunDecision.FileName), decision.ToBytes());
    }

    private string Told(string what) => Path.Combine(control, $"{name}.{what}");
}
