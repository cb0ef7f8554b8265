namespace Streaming.Console.Pages.Models;

/// <summary>
/// Addresses of versions. A name or version is any text, and an address is decoded in part before a page sees it: its slash is not, its
/// dots are taken for a way up. What an
/// address cannot carry is escaped once more, so that every version has an address of its own.
/// </summary>
public static class ModelPath
{
    private const string NoVersion = "compare"; // an address beside those of the versions

    /// <summary>The page of a version.</summary>
    public static string Of(string name, string version) => $"{Of(name)}/{Uri.EscapeDataString(Segment(version))}";

    /// <summary>What the addresses of a model's pages begin with.</summary>
    public static string Of(string name) => $"/models/{Uri.EscapeDataString(Segment(name))}";

    /// <summary>Its page that compares two versions.</summary>
    public static string Compare(string name, string first, string second) =>
        $"{Of(name)}/compare?a={Uri.EscapeDataString(first)}&b={Uri.EscapeDataString(second)}";

    /// <summary>A name or version as the value of a route.</summary>
    public static string Segment(string text) =>
        text switch
        {
            "." => "%2E",
            ".." => "%2E%2E",
            NoVersion => "%63ompare",
            _ => text.Replace("%", "%25", StringComparison.Ordinal)
                .Replace("/", "%2F", StringComparison.Ordinal)
                .Replace("\\", "%5C", StringComparison.Ordinal),
        };

    /// <summary>The name or version of a route's value.</summary>
    public static string Text(string segment) => Uri.UnescapeDataString(segment);
}
