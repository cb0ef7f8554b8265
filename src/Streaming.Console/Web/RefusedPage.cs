namespace Streaming.Console.Web;

/// <summary>Why the page that says so is shown in place of another.</summary>
/// <param name="Permission">The one that was missing.</param>
public sealed record RefusedPage(string Permission)
{
    /// <summary>The page, as the framework names it.</summary>
    public const string Path = "/Account/Refused";
}
