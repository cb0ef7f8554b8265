using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Streaming.Console.Web;

/// <summary>
/// What a form was sent with, between the answer to it and the page that shows it: every form is answered by sending the browser to a page,
/// so that going back or loading again
/// sends nothing a second time. Kept in the browser, protected like the forms' tokens.
/// </summary>
internal static class Drafts
{
    /// <summary>A little more than may be sent, so that what was too long stays too long. It all travels with every request.</summary>
    private const int MostReasonCharacters = 600;
    private const int MostRefusalCharacters = 1_000;

    /// <summary>Keeps it, and nothing else that was kept before: a browser sends no more than some kilobytes.</summary>
    /// <param name="form">Names the form and what it is about.</param>
    /// <param name="refused">Why it was not done, for the page to show; null while nothing stands against it.</param>
    public static void KeepDraft(this PageModel page, string form, Attribution signature, string? refused = null)
    {
        page.TempData.Clear();
        page.TempData[form] = new[] { Cut(signature.Why, MostReasonCharacters), Cut(refused, MostRefusalCharacters) };
    }

    /// <summary>What is kept, checked anew, with everything that stands against it in the model state; null when nothing is.</summary>
    /// <param name="again">Keeps it for the next time too; otherwise it is shown once.</param>
    public static Attribution? Draft(this PageModel page, string form, bool again = false)
    {
        var found = page.TempData.Peek(form);
        if (!again)
            page.TempData.Remove(form); // reading it would not do: an answer that sends the browser elsewhere keeps what was read
        if (found is not string[] { Length: 2 } kept)
            return null;
        var signature = new Attribution { Why = kept[0] };
        page.ModelState.Clear();
        page.TryValidateModel(signature, "Attribution");
        if (kept[1].Length > 0)
            page.ModelState.AddModelError("", kept[1]);
        return signature;
    }

    /// <summary>A character of two halves is not cut in its middle.</summary>
    private static string Cut(string? text, int most) =>
        text is null ? ""
        : text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
