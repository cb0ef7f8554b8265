using Streaming.Audit.Registry;

namespace Streaming.Console.Pages.Models;

/// <summary>States of versions and kinds of decisions as words and as classes of the style sheet.</summary>
public static class ModelFormatter
{
    public static string Class(string state) =>
        state switch
        {
            "serving" => "good",
            "waiting" => "busy",
            "rejected" => "bad",
            _ => "",
        };

    public static string Of(string state) =>
        state switch
        {
            "waiting" => "waits for a decision",
            "retired" => "served before",
            _ => state,
        };

    public static string Kind(Champion champion) =>
        champion.Kind switch
        {
            Champion.RolledBack => "rolled back to",
            Champion.PromotedDespiteGates => "promoted despite its gates",
            _ => "promoted",
        };
}
