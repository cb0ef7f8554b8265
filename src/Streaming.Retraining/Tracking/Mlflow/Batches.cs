using System.Text.Json;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>Cuts what is logged about a run into requests that the server takes. Pure; the order is kept.</summary>
internal static class Batches
{
    /// <summary>No request when there is nothing to log.</summary>
    public static IEnumerable<LogBatch> Of(string runId, MlflowRunData data)
    {
        var open = new Open();
        foreach (var metric in data.Metrics ?? [])
        {
            if (!open.Takes(metric, open.Metrics.Count, MlflowLimits.MetricsPerBatch))
                yield return Close();
            open.Add(open.Metrics, metric);
        }

        foreach (var parameter in data.Params ?? [])
        {
            if (!open.Takes(parameter, open.Parameters.Count, MlflowLimits.ParametersPerBatch))
                yield return Close();
            open.Add(open.Parameters, parameter);
        }

        foreach (var tag in data.Tags ?? [])
        {
            if (!open.Takes(tag, open.Tags.Count, MlflowLimits.TagsPerBatch))
                yield return Close();
            open.Add(open.Tags, tag);
        }

        if (open.Entries > 0)
            yield return Close();

        LogBatch Close()
        {
            var full = new LogBatch(runId, open.Metrics, open.Parameters, open.Tags);
            open = new Open();
            return full;
        }
    }

    private sealed class Open
    {
        private int bytes;

        public List<MlflowMetric> Metrics { get; } = [];

        public List<MlflowParameter> Parameters { get; } = [];

        public List<MlflowTag> Tags { get; } = [];

        public int Entries => Metrics.Count + Parameters.Count + Tags.Count;

        public bool Takes<T>(T entry, int ofItsKind, int limit) =>
            ofItsKind < limit
            && Entries < MlflowLimits.EntriesPerBatch
            && (Entries == 0 || bytes + Size(entry) <= MlflowLimits.BytesPerBatch);

        public void Add<T>(List<T> kind, T entry)
        {
            kind.Add(entry);
            bytes += Size(entry);
        }

        private static int Size<T>(T entry) => JsonSerializer.SerializeToUtf8Bytes(entry, MlflowHttp.Json).Length + 1; // and a comma
    }
}
