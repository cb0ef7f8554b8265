using System.Text;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Retraining.Stages.Validation;

namespace Streaming.Host.Retraining;

/// <summary>Reads the list of findings that a run's validation left in the artifact store, also that of a run which a gate
/// stopped.</summary>
internal sealed class RunFindings(ArtifactStore artifacts) : IRunFindings
{
    public bool IsListed(RunHistory run) => ListOf(run) is not null;

    public async Task<FoundRows?> ReadAsync(RunHistory run, FindingsFilter filter, int skip, int take, CancellationToken cancellation)
    {
        if (ListOf(run) is not { } sha256)
            return null;
        if (await artifacts.FindAsync(sha256, cancellation).ConfigureAwait(false) is not { } bytes)
            return null;
        using var text = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var (rows, fitting) = (new List<FoundRow>(), 0);
        var (datasets, codes) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var line in FindingsReader.Read(text))
        {
            datasets.Add(line.Dataset);
            codes.UnionWith(line.Codes);
            if (Fits(line, filter) && fitting++ >= skip && rows.Count < take)
                rows.Add(RowOf(line));
        }

        return new FoundRows(rows, fitting, [.. datasets], [.. codes]);
    }

    private static string? ListOf(RunHistory run) => run.Stage(ValidationStage.StageName)?.Outputs.GetValueOrDefault(FindingsFile.FileName);

    private static bool Fits(FindingLine line, FindingsFilter filter) =>
        (filter.Dataset is null || filter.Dataset == line.Dataset)
        && (filter.Severity is null || filter.Severity == line.Severity)
        && (filter.Code is null || line.Codes.Contains(filter.Code));

    private static FoundRow RowOf(FindingLine line) =>
        new(
            line.Dataset,
            line.Line,
            line.Key,
            line.Severity,
            [.. line.Codes.Select((code, i) => new BrokenRule(code, line.Columns[i], line.Values[i]))]
        );
}
