using System.Globalization;
using Streaming.Audit.Registry;

namespace Streaming.Console.Pages.Models;

/// <summary>Everything that was decided about one version, oldest first.</summary>
public static class ModelDecisions
{
    public static IEnumerable<(DateTimeOffset At, string What, string By, string Why)> Of(ModelHistory history, string version)
    {
        var proposed = history.Proposals.Where(p => p.Version == version).Select(p => (p.At, What: "proposed", p.By, p.Why));
        var rejected = history
            .Rejections.Where(r => r.Version == version)
            .Select(r => (r.At, What: r.Gate.Length > 0 ? $"rejected by gate {r.Gate}" : "rejected", r.By, r.Why));
        var serving = history
            .Champions.Where(c => c.Version == version)
            .Select(c =>
                (
                    At: c.Since,
                    What: string.Create(CultureInfo.InvariantCulture, $"{ModelFormatter.Kind(c)}, decision {c.DecisionNumber}"),
                    c.By,
                    c.Why
                )
            );
        return proposed.Concat(rejected).Concat(serving).OrderBy(decision => decision.At);
    }
}
