namespace Streaming.Console.Pages.Models;

/// <summary>What a version was made from, under names that say what is meant.</summary>
public static class LineageFormatter
{
    private const string Parameters = "parameters, ";
    private const string Settings = "settings, ";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["data hash"] = "Data (SHA-256)",
        ["deliveries"] = "Deliveries in the data",
        ["reviews"] = "Reviews in the data",
        ["fitted rows"] = "Orders fitted on",
        ["calibration rows"] = "Orders calibrated on",
        ["refit"] = "Fitted again after its evaluation",
        ["labels as of"] = "Answers known until",
        ["family"] = "Family",
        ["seeds"] = "Seeds",
        ["parameters, candidate"] = "Candidate",
    };

    /// <summary>An entry of the lineage, such as <c>leaves per tree</c> for <c>parameters, settings, leaves per tree</c>.</summary>
    public static string Name(string entry)
    {
        if (Names.GetValueOrDefault(entry) is { } known)
            return known;
        if (!IsParameter(entry))
            return entry;
        var name = entry[Parameters.Length..];
        return name.StartsWith(Settings, StringComparison.Ordinal) ? name[Settings.Length..] : name;
    }

    /// <summary>A setting of the fit, no fact about the data.</summary>
    public static bool IsParameter(string entry) => entry.StartsWith(Parameters, StringComparison.Ordinal);
}
