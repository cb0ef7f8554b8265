using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Host.Tables;
using Streaming.Quality.Tables;
using Streaming.Retraining.OneOff;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>train</c>: tables in, an artifact and an honest report out.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = CommandOptions.Data();
        var file = new PathOption("--out", PathUse.FileToWrite)
        {
            Description = "Receives the artifact; replaced only by a finished one",
            HelpName = "FILE",
            Required = true,
        };
        var refit = new Option<bool>("--refit")
        {
            Description = "After the evaluation, fit the same setting again on all labelled orders and write that",
        };
        var json = new Option<bool>("--json") { Description = "Print the whole report as one JSON object instead of a summary" };
        var seed = new Option<long>("--seed")
        {
            Description = "Start of every random choice; equal seeds, data and parameters give equal artifacts",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.AnyNumber();
        var command = new Command(
            "train",
            "Fits, calibrates and evaluates every candidate on a history, beside the baselines, and writes the artifact of the best."
        )
        {
            data,
            file,
            refit,
            json,
            seed,
        };
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    () =>
                    {
                        var settings = CommandOptions.LoadSettings(parsed, besideDemo: false);
                        var schema = SchemaFile.Load(CommandOptions.ConfigFolder(parsed));
                        var path = parsed.GetRequiredValue(file)!;
                        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

                        var folder = parsed.GetRequiredValue(data)!;
                        error.WriteLine($"reading the tables in {folder}");
                        var (history, dataHash) = TableGates.Read(folder, schema, error, stop);

                        var request = new TrainingRequest
                        {
                            Events = history.Accepted,
                            DataHash = dataHash,
                            Plan = settings.ToTrainingPlan(parsed.GetValue(seed)),
                            Refit = parsed.GetValue(refit),
                        };
                        using var line = new ProgressLine(error, TimeProvider.System);
                        var result = OneOffTraining.Run(request, new TrainingLine(line, OneOffTraining.StepsOf(request)), stop);
                        line.Dispose();
                        WholeFile.Write(path, result.Artifact);
                        foreach (var note in result.Notes)
                            error.WriteLine($"note: {note}");
                        foreach (var step in result.Timings)
                            error.WriteLine(
                                string.Create(CultureInfo.InvariantCulture, $"{step.Duration.TotalSeconds, 7:0.00} s  {step.Step}")
                            );
                        if (parsed.GetValue(json))
                            output.WriteLine(ToJson(result));
                        else
                            TrainingSummary.Write(result, path, output);
                        if (result.Failed.Count > 0)
                            error.WriteLine(
                                $"note: {path} would not be promoted; it says so itself, and `models promote` puts it into service only "
                                    + $"with --override-gates"
                            );
                        return ExitCodes.Ok;
                    },
                    stop
                )
        );
        return command;
    }

    /// <summary>The report's own properties, then the chosen candidate's figures once more at the top, what was written and how long each
    /// stage took.</summary>
    private static string ToJson(TrainingResult result)
    {
        var report = JsonSerializer.SerializeToNode(result.Report, EvaluationReport.JsonOptions)!.AsObject();
        report["all"] = Node(result.Report.Best.All);
        report["open"] = Node(result.Report.Best.Open);
        report["artifact"] = new JsonObject { ["sha256"] = result.Sha256, ["bytes"] = result.Artifact.Length };
        report["would_be_promoted"] =
            result.Failed.Count > 0 ? "no"
            : result.Waiting.Count > 0 ? "a person decides"
            : "yes";
        report["notes"] = new JsonArray([.. result.Notes.Select(n => (JsonNode)n)]);
        report["seconds"] = new JsonObject(
            result.Timings.Select(t => KeyValuePair.Create(t.Step, (JsonNode?)Math.Round(t.Duration.TotalSeconds, 3)))
        );
        return report.ToJsonString(EvaluationReport.JsonOptions);

        static JsonNode? Node(PopulationReport population) => JsonSerializer.SerializeToNode(population, EvaluationReport.JsonOptions);
    }
}
