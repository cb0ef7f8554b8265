using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Streaming.Audit.Registry;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Models;

/// <summary>States of versions and kinds of decisions as words and as classes of the style sheet.</summary>
public static class ModelFormatter
{
    /// <summary>Where a page leaves the version of each artifact for its parts.</summary>
    public const string VersionsKey = "versions of artifacts";

    /// <summary>The one name of a model on a page: its version, or the artifact's hash where it is registered nowhere here.</summary>
    public static string Name(ViewDataDictionary page, string sha256) =>
        page[VersionsKey] is IReadOnlyDictionary<string, string> versions && versions.TryGetValue(sha256, out var version)
            ? version
            : Format.Hash(sha256);

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
