using Streaming.Audit.Runs;

namespace Streaming.Audit.Registry;

/// <summary>A person who has put a version forward. What gates and schedules do is no person's.</summary>
/// <param name="Name">As recorded.</param>
/// <param name="Did">What that was, as <c>started run 20260301-120001-0001</c>.</param>
public sealed record Proposer(string Name, string Did)
{
    private const string ByHand = "manual";

    /// <summary>Everybody who started a run that made or proposed the version, proposed it, or brought it as a file. Pure.</summary>
    /// <param name="runs">Those that <see cref="RunsOf"/> names; others are passed over.</param>
    public static IEnumerable<Proposer> Of(ModelHistory model, RegisteredModel version, IEnumerable<RunHistory> runs)
    {
        var (started, named) = (RunsOf(model, version), version.Version);
        foreach (var run in runs.Where(run => started.Contains(run.RunId) && run.Request.Trigger == ByHand))
            yield return new(run.Request.By, $"started run {run.RunId}");
        foreach (var proposal in model.Proposals.Where(proposal => proposal.Version == named && proposal.RunId.Length == 0))
            yield return new(proposal.By, "proposed it");
        var isProposed = model.Proposals.Any(proposal => proposal.Version == named);
        if (version.RunId.Length == 0 && !isProposed && model.Champions.FirstOrDefault(one => one.Version == named) is { } brought)
            yield return new(brought.By, "brought it as a file");
    }

    /// <summary>Ids of the runs that made or proposed the version.</summary>
    public static IReadOnlySet<string> RunsOf(ModelHistory model, RegisteredModel version) =>
        model
            .Proposals.Where(proposal => proposal.Version == version.Version)
            .Select(proposal => proposal.RunId)
            .Append(version.RunId)
            .Where(run => run.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
}
