using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Streaming.Accounts;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Users;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Account;

/// <summary>One's own account.</summary>
/// <param name="door">Null where nobody has to sign in; so are the others.</param>
[Authorize(Permissions.ViewConsole)]
[EnableRateLimiting(AccountServices.SignInLimit)]
public sealed class IndexModel(SignInService? door = null, SignInSessions? sessions = null, AccountAdministration? administration = null)
    : PageModel
{
    public bool HasSignIn => door is not null;

    public IReadOnlyList<string> Roles { get; private set; } = [];

    public IReadOnlyList<SignInSession> Sessions { get; private set; } = [];

    /// <summary>Id of the sign-in that asks.</summary>
    public string? Current { get; private set; }

    public string? Language { get; private set; }

    private string Id => User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";

    private string Name => User.ActingName();

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Roles = [.. User.FindAll(AccessClaims.Role).Select(claim => claim.Value)];
        Language = User.FindFirstValue(AccessClaims.Language);
        Current = User.FindFirstValue("session");
        if (sessions is not null)
            Sessions = await sessions.ListAsync(Id, cancellation);
    }

    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken cancellation)
    {
        if (door is null)
            return NotFound();
        await door.SignOutAsync(HttpContext, cancellation);
        return LocalRedirect(AccountServices.SignInPath);
    }

    public async Task<IActionResult> OnPostSignOutEverywhereAsync(CancellationToken cancellation)
    {
        if (administration is null)
            return NotFound();
        await administration.SignOutEverywhereAsync(Name, Name, cancellation);
        return LocalRedirect(AccountServices.SignInPath);
    }

    public async Task<IActionResult> OnPostEndAsync(string session, CancellationToken cancellation)
    {
        if (sessions is null)
            return NotFound();
        await sessions.EndAsync(Id, session ?? "", cancellation);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostLanguageAsync(string? language)
    {
        if (administration is null)
            return NotFound();
        await administration.SetLanguageAsync(Name, language);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? old, string? password, CancellationToken cancellation)
    {
        if (administration is null)
            return NotFound();
        try
        {
            await administration.ChangePasswordAsync(Name, old ?? "", password ?? "", cancellation);
            return LocalRedirect(AccountServices.SignInPath);
        }
        catch (AccountsException refused)
        {
            await OnGetAsync(cancellation);
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }
}
