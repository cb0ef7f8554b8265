using System.Globalization;
using System.Text.Json;
using Streaming.Audit;

namespace Streaming.Retraining.Tracking;

/// <summary>Adds the search trials of a run, which only its artifact tells, to its nested runs.</summary>
internal static class TrialReader
{
    public static async Task<TrackedRun> WithTrialsAsync(
        this TrackedRun run,
        ArtifactOpener open,
        ExportNotes notes,
        CancellationToken cancellation
    )
    {
        if (
            run.Artifacts.FirstOrDefault(artifact => artifact.Path.EndsWith("/" + TrialFile.Name, StringComparison.Ordinal)) is not { } file
        )
            return run;
        var stream = await open(file, cancellation).ConfigureAwait(false);
        if (stream is null)
            return run; // noted when the artifact itself is sent
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellation).ConfigureAwait(false);
            try
            {
                return run with
                {
                    Children = [.. run.Children, .. TrialFile.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).Select(Child)],
                };
            }
            catch (JsonException broken)
            {
                notes.Unreadable($"{file.Path} ({broken.Message})");
                return run;
            }
        }
    }

    private static TrackedChild Child(SearchTrial trial)
    {
        var number = trial.Trial.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> tags = new()
        {
            ["role"] = "trial",
            ["searched_for"] = trial.Candidate,
            ["taken"] = trial.Taken ? "yes" : "no",
        };
        var parameters = trial.Parameters.ValueKind == JsonValueKind.Undefined ? [] : JsonParameters.Flatten(trial.Parameters.GetRawText());
        return new TrackedChild(
            $"trial/{trial.Candidate}/{number}",
            $"{trial.Candidate} trial {number}",
            "FINISHED",
            0,
            new TrackedFigures(tags, new Dictionary<string, string>(parameters.DistinctBy(parameter => parameter.Key)), trial.Metrics),
            ""
        );
    }
}
