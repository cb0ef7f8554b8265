using Streaming.Console.Pages.Runs;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Models;

/// <summary>One thing that is known of both versions.</summary>
public sealed record ComparedRow(string Name, string First, string Second)
{
    public bool Differs => First != Second;
}

/// <summary>Such things as a table.</summary>
/// <param name="First">Name of the first version.</param>
/// <param name="Second">Name of the second.</param>
public sealed record ComparedRows(string First, string Second, IReadOnlyList<ComparedRow> Rows)
{
    /// <summary>States, origins and parameters, value by value.</summary>
    public static ComparedRows Of(ModelFacts a, ModelFacts b) => new(a.ShortName, b.ShortName, [.. RowsOf(a, b)]);

    /// <summary>What two versions were made from, value by value; only what differs.</summary>
    public static ComparedRows Changes(ModelFacts before, ModelFacts after) =>
        new(before.ShortName, after.ShortName, [.. LineageOf(before, after).Where(row => row.Differs)]);

    private static IEnumerable<ComparedRow> RowsOf(ModelFacts a, ModelFacts b) =>
        [
            new("State", ModelFormatter.Of(a.History.StateOf(a.Version.Version)), ModelFormatter.Of(b.History.StateOf(b.Version.Version))),
            new("Version", a.Version.Version, b.Version.Version),
            new("Registered", Format.Wall(a.Version.RegisteredAt), Format.Wall(b.Version.RegisteredAt)),
            new("Made by run", a.Run?.RunId ?? Format.Unknown, b.Run?.RunId ?? Format.Unknown),
            new("Gates", GatesOf(a), GatesOf(b)),
            .. LineageOf(a, b),
        ];

    private static IEnumerable<ComparedRow> LineageOf(ModelFacts a, ModelFacts b)
    {
        var (first, second) = (
            a.Lineage.ToLookup(entry => entry.Name, entry => entry.Value),
            b.Lineage.ToLookup(entry => entry.Name, entry => entry.Value)
        );
        return a
            .Lineage.Concat(b.Lineage)
            .Select(entry => entry.Name)
            .Distinct()
            .Select(name => new ComparedRow(
                LineageFormatter.Name(name),
                first[name].FirstOrDefault() ?? Format.Unknown,
                second[name].FirstOrDefault() ?? Format.Unknown
            ));
    }

    private static string GatesOf(ModelFacts facts) => facts.Gates.Count == 0 ? Format.Unknown : GateFormatter.Summary(facts.Gates);
}
