using Streaming.Audit;
using Streaming.Features.SingleEvent;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>Turns our figures into what the server takes and logs what it has not yet: parameters never change there, and some servers
/// would keep an equal metric twice.</summary>
internal sealed class FigureWriter(TrackingSettings settings, MlflowRuns runs, ExportNotes notes)
{
    private const string CutMark = "…";

    /// <param name="there">The run as the server has it.</param>
    /// <param name="at">Time of every metric: the run's, so that a repeated export says the same.</param>
    public async Task WriteAsync(MlflowRun there, string name, TrackedFigures figures, DateTimeOffset at, CancellationToken cancellation)
    {
        var logged = new MlflowRunData(
            [
                .. Metrics(name, figures.Metrics, at.ToUnixTimeMilliseconds())
                    .ExceptBy(Keys(there.Data?.Metrics, metric => metric.Key), metric => metric.Key),
            ],
            [.. Missing(name, Parameters(name, figures.Parameters), there.Data?.Params)],
            [.. Tags(figures.Tags).Where(tag => there.Tag(tag.Key) != tag.Value)]
        );
        await runs.LogAsync(there.Info.RunId, logged, cancellation).ConfigureAwait(false);
    }

    /// <summary>Tags in the server's form; MLflow's own keys are in it already.</summary>
    public static IEnumerable<MlflowTag> Tags(IReadOnlyDictionary<string, string> tags) =>
        MlflowNames.Keys(tags).Select(tag => new MlflowTag(tag.Key, CutTo(tag.Value, MlflowLimits.TagLength)));

    private IEnumerable<MlflowMetric> Metrics(string name, IReadOnlyDictionary<string, double?> metrics, long at)
    {
        foreach (var undefined in metrics.Where(metric => metric.Value is not { } value || !double.IsFinite(value)))
            notes.Undefined($"{name} {undefined.Key}");
        return MlflowNames
            .Keys(metrics.Where(metric => metric.Value is { } value && double.IsFinite(value)))
            .Select(metric => new MlflowMetric(metric.Key, metric.Value!.Value, at));
    }

    private IEnumerable<MlflowParameter> Parameters(string name, IReadOnlyDictionary<string, string> parameters)
    {
        foreach (var (key, value) in MlflowNames.Keys(parameters))
        {
            if (value.Length > settings.LongestParameter)
                notes.Cut($"{name} {key}");
            yield return new MlflowParameter(key, CutTo(value, settings.LongestParameter));
        }
    }

    private IEnumerable<MlflowParameter> Missing(string name, IEnumerable<MlflowParameter> ours, IReadOnlyList<MlflowParameter>? theirs)
    {
        var known = (theirs ?? []).ToDictionary(parameter => parameter.Key, parameter => parameter.Value, StringComparer.Ordinal);
        foreach (var parameter in ours)
        {
            if (!known.TryGetValue(parameter.Key, out var value))
                yield return parameter;
            else if (value != parameter.Value)
                notes.Changed($"{name} {parameter.Key}");
        }
    }

    private static IEnumerable<string> Keys<T>(IReadOnlyList<T>? there, Func<T, string> key) => (there ?? []).Select(key);

    /// <summary>Never between the two halves of one character.</summary>
    private static string CutTo(string value, int limit)
    {
        if (value.Length <= limit)
            return value;
        var end = limit - CutMark.Length;
        return value[..(char.IsHighSurrogate(value[end - 1]) ? end - 1 : end)] + CutMark;
    }
}
