using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Streaming.Accounts;
using Streaming.Accounts.SigningIn;

namespace Streaming.Console.Pages.Account;

/// <summary>Where people say who they are.</summary>
/// <param name="door">Null where nobody has to sign in.</param>
[AllowAnonymous]
[EnableRateLimiting(AccountServices.SignInLimit)]
public sealed class SignInModel(SignInService? door = null) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go afterwards: an address of this server, or the first page.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => door is null || User.Identity?.IsAuthenticated == true ? LocalRedirect(Local(ReturnUrl)) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (door is null)
            return LocalRedirect(Local(ReturnUrl));
        var refusal = await door.SignInAsync(HttpContext, Name?.Trim() ?? "", Password ?? "", cancellation);
        if (refusal is null)
            return LocalRedirect(Local(ReturnUrl));
        ModelState.AddModelError("", refusal);
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }

    /// <summary>Nobody is sent to another server by a link that somebody else wrote.</summary>
    private string Local(string? address) => Url.IsLocalUrl(address) ? address! : "/";
}
