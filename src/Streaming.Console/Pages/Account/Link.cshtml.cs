using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Streaming.Accounts;
using Streaming.Accounts.Links;
using Streaming.Accounts.SigningIn;

namespace Streaming.Console.Pages.Account;

/// <summary>Makes an account by a link that works once.</summary>
/// <param name="door">Null where nobody has to sign in; so is the other.</param>
[AllowAnonymous]
[EnableRateLimiting(AccountServices.SignInLimit)]
public sealed class LinkModel(SignInService? door = null, SignInLinks? links = null) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>What the account will be; null when the link cannot be used.</summary>
    public string? Role { get; private set; }

    public string Refusal { get; } = SignInLinks.Refusal;

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken cancellation) =>
        await FindAsync(token, cancellation) ?? Page();

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken cancellation)
    {
        if (await FindAsync(token, cancellation) is { } other)
            return other;
        if (Role is null)
            return Page();
        var refusal = await door!.SignInByLinkAsync(HttpContext, token, Name ?? "", Password ?? "", cancellation);
        if (refusal is null)
            return LocalRedirect("/");
        ModelState.AddModelError("", refusal);
        return Page();
    }

    private async Task<IActionResult?> FindAsync(string token, CancellationToken cancellation)
    {
        if (links is null)
            return LocalRedirect("/");
        Role = (await links.FindAsync(token, cancellation))?.Role;
        if (Role is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return null;
    }
}
