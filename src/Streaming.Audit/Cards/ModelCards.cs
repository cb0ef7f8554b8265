using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Cards;

/// <summary>Makes cards. Pure.</summary>
public static class ModelCards
{
    /// <param name="model">The model's history.</param>
    /// <param name="version">A registered version of it.</param>
    /// <param name="run">The run that made it; null when it came from a file, or the run is not known.</param>
    /// <exception cref="PromotionRefusedException">The version is not registered.</exception>
    public static ModelCard Of(ModelHistory model, string version, RunHistory? run)
    {
        var registered =
            model.Registered.FirstOrDefault(known => known.Version == version)
            ?? throw new PromotionRefusedException(
                $"model '{model.Name}' has no version '{version}'; registered: "
                    + $"{string.Join(", ", model.Registered.Select(known => known.Version))}"
            );
        var candidate =
            run?.Candidates.FirstOrDefault(other => other.Artifact == registered.Sha256)
            ?? run?.Candidates.FirstOrDefault(other =>
                other.Role == "candidate" && run.Decision?.ModelVersion == version && other.Candidate == run.Decision.Candidate
            );
        return new ModelCard(
            model.Name,
            version,
            [
                new CardSection(
                    "Model",
                    [
                        new("state", model.StateOf(version)),
                        new("artifact (SHA-256)", registered.Sha256),
                        new("registered", Time(registered.RegisteredAt)),
                        new("training run", Known(registered.RunId)),
                    ]
                ),
                new CardSection("Training", Training(run, candidate)),
                new CardSection("Lineage", Lineage(registered.Lineage)),
                new CardSection("Data sets", Datasets(run)),
                new CardSection("Measured on the test slice", Metrics(candidate)),
                new CardSection("Compared with", Others(run, candidate)),
                new CardSection("Gates", Gates(model, version, candidate)),
                new CardSection("Decisions", Decisions(model, version)),
            ]
        );
    }

    private static List<CardLine> Training(RunHistory? run, RunCandidate? candidate) =>
        [
            new("asked for by", Known(run?.Request.By)),
            new("because", Known(run?.Request.Why)),
            new("trigger", Known(run?.Request.Trigger)),
            new("source", Known(run?.Request.Source)),
            new("program version", Known(run?.Request.CodeVersion)),
            new("seed", run is null ? ModelCard.Unknown : string.Create(CultureInfo.InvariantCulture, $"{run.Request.Seed}")),
            new("ended", run?.EndedAt is { } ended ? Time(ended) : ModelCard.Unknown),
            new("candidate", Known(candidate?.Candidate)),
            new("family", Known(candidate?.Family)),
            new("parameters", Known(candidate?.Parameters)),
            new(
                "time to fit",
                candidate is { Seconds: > 0 }
                    ? string.Create(CultureInfo.InvariantCulture, $"{candidate.Seconds:0.0} s")
                    : ModelCard.Unknown
            ),
        ];

    private static List<CardLine> Lineage(string lineage)
    {
        using var parsed = JsonDocument.Parse(lineage);
        return OrUnknown(
            "lineage",
            parsed
                .RootElement.EnumerateObject()
                .Select(member => new CardLine(
                    member.Name,
                    member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()
                ))
        );
    }

    private static List<CardLine> Datasets(RunHistory? run) =>
        OrUnknown(
            "verdicts",
            (run?.Datasets ?? []).Select(dataset => new CardLine(
                dataset.Dataset,
                string.Create(CultureInfo.InvariantCulture, $"{dataset.Verdict}, {dataset.Rows} rows")
                    + string.Concat(
                        dataset
                            .Checks.Where(check => check.IsBreach)
                            .Select(check =>
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"; {check.Code} {check.Column}: {check.Count} "
                                        + $"({check.Severity}{(check.Exceeded ? ", above its limit" : "")})"
                                )
                            )
                    )
            ))
        );

    private static List<CardLine> Metrics(RunCandidate? candidate) => OrUnknown("figures", Figures(candidate));

    private static List<CardLine> Others(RunHistory? run, RunCandidate? candidate) =>
        OrUnknown(
            "baselines and champion",
            (run?.Candidates ?? [])
                .Where(other => other.Role != "candidate" && other != candidate && other.Metrics.Count > 0)
                .Select(other => new CardLine(
                    $"{other.Role} {other.Candidate}",
                    string.Join("; ", Figures(other).Select(figure => $"{figure.Label} {figure.Value}"))
                ))
        );

    private static List<CardLine> Gates(ModelHistory model, string version, RunCandidate? candidate)
    {
        var gates = candidate?.Gates is { Count: > 0 } measured
            ? measured
            : model.Proposals.LastOrDefault(proposal => proposal.Version == version)?.Gates ?? [];
        return OrUnknown(
            "gates",
            gates.Select(gate => new CardLine(
                gate.Gate,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(gate.Passed ? "passed" : gate.Waiting ? "waits" : "not passed")}, value {Number(gate.Value)}, limit "
                        + $"{Number(gate.Limit)}: {gate.Rule}"
                )
            ))
        );
    }

    private static List<CardLine> Decisions(ModelHistory model, string version)
    {
        var decisions = model
            .Proposals.Where(e => e.Version == version)
            .Select(e =>
                (e.At, Line: new CardLine("proposed", string.Create(CultureInfo.InvariantCulture, $"{Time(e.At)} by {e.By}: {e.Why}")))
            )
            .Concat(
                model
                    .Rejections.Where(e => e.Version == version)
                    .Select(e =>
                        (
                            e.At,
                            Line: new CardLine(
                                "rejected",
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{Time(e.At)} by {e.By}{(e.Gate.Length == 0 ? "" : ", gate " + e.Gate)}: {e.Why}"
                                )
                            )
                        )
                    )
            )
            .Concat(
                model
                    .Champions.Where(e => e.Version == version)
                    .Select(e =>
                        (
                            At: e.Since,
                            Line: new CardLine(
                                e.Kind switch
                                {
                                    Champion.RolledBack => "rolled back to",
                                    Champion.PromotedDespiteGates => "promoted despite its gates",
                                    _ => "promoted",
                                },
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{Time(e.Since)} by {e.By}, decision {e.DecisionNumber}, served until {Until(model, e)}: {e.Why}"
                                )
                            )
                        )
                    )
            )
            .OrderBy(decision => decision.At)
            .Select(decision => decision.Line)
            .ToList();
        return decisions.Count > 0 ? decisions : [new CardLine("decisions", "none")];
    }

    private static string Until(ModelHistory model, Champion champion) =>
        model.Champions.FirstOrDefault(next => next.DecisionNumber == champion.DecisionNumber + 1) is { } next ? Time(next.Since) : "now";

    private static IEnumerable<CardLine> Figures(RunCandidate? candidate) =>
        (candidate?.Metrics ?? new Dictionary<string, Figure>())
            .OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => new CardLine(
                metric.Key,
                Number(metric.Value.Value)
                    + (
                        metric.Value is { Low: { } low, High: { } high }
                            ? string.Create(CultureInfo.InvariantCulture, $" ({Number(low)} to {Number(high)})")
                            : ""
                    )
            ));

    private static List<CardLine> OrUnknown(string label, IEnumerable<CardLine> lines) =>
        lines.ToList() is { Count: > 0 } some ? some : [new CardLine(label, ModelCard.Unknown)];

    private static string Known(string? text) => string.IsNullOrWhiteSpace(text) ? ModelCard.Unknown : text;

    private static string Number(double? value) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.####}") : ModelCard.Unknown;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
