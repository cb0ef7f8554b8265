namespace Streaming.Host.Commands;

/// <summary>The stages of a run as numbered steps.</summary>
internal static class RunSteps
{
    /// <summary>Share of the whole run that is done after each stage; a rough estimate, for the time that is left.</summary>
    internal static readonly IReadOnlyList<(string Stage, double DoneAfter)> All =
    [
        ("01-ingestion", 0.10),
        ("02-validation", 0.14),
        ("03-features", 0.25),
        ("04-split", 0.28),
        ("05-training", 0.86),
        ("06-evaluation", 0.97),
        ("07-decision", 1),
    ];

    /// <summary><c>step 5 of 7, 05-training</c>; the stage alone when this program does not know it.</summary>
    public static string Name(string stage) => NumberOf(stage) is > 0 and var number ? $"step {number} of {All.Count}, {stage}" : stage;

    /// <summary>Share of the whole run, 0 to 1; null for a stage that this program does not know.</summary>
    /// <param name="stage">The stage under way.</param>
    /// <param name="done">Share of that stage, 0 to 1.</param>
    public static double? ShareOf(string stage, double done)
    {
        var number = NumberOf(stage);
        if (number == 0)
            return null;
        var from = number == 1 ? 0 : All[number - 2].DoneAfter;
        return from + (All[number - 1].DoneAfter - from) * done;
    }

    private static int NumberOf(string stage) =>
        (All.Index().FirstOrDefault(known => known.Item.Stage == stage) is { Item.Stage: not null } found) ? found.Index + 1 : 0;
}
