using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Streaming.Accounts;
using Streaming.Accounts.Passkeys;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Users;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Account;

/// <summary>One's own account.</summary>
/// <param name="door">Null where nobody has to sign in; so are the others.</param>
[Authorize(Permissions.ViewConsole)]
[EnableRateLimiting(AccountServices.SignInLimit)]
public sealed class IndexModel(
    SignInService? door = null,
    SignInSessions? sessions = null,
    AccountAdministration? administration = null,
    PasskeySignIn? passkeys = null
) : PageModel
{
    public bool HasSignIn => door is not null;

    public IReadOnlyList<string> Roles { get; private set; } = [];

    public IReadOnlyList<SignInSession> Sessions { get; private set; } = [];

    public IReadOnlyList<AccountPasskey> Passkeys { get; private set; } = [];

    /// <summary>Somebody who signs in elsewhere only has none.</summary>
    public bool HasPassword { get; private set; }

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
        if (sessions is null || administration is null)
            return;
        Sessions = await sessions.ListAsync(Id, cancellation);
        var account = await administration.FindAsync(Name);
        (Passkeys, HasPassword) = (account.Passkeys, account.PasswordHash is not null);
    }

    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken cancellation)
    {
        if (door is null)
            return NotFound();
        await door.SignOutAsync(HttpContext, cancellation);
        return LocalRedirect(AccountServices.SignInPath + "?out=true");
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

    /// <summary>A challenge for a new passkey, for the script.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync()
    {
        if (passkeys is null)
            return NotFound();
        try
        {
            return Content(await passkeys.CreationOptionsAsync(Name), "application/json");
        }
        catch (AccountsException refused)
        {
            return new ContentResult { StatusCode = StatusCodes.Status409Conflict, Content = refused.Message, ContentType = "text/plain" };
        }
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? label, CancellationToken cancellation) =>
        passkeys is null
            ? NotFound()
            : await TryAsync(() => passkeys.AddAsync(Name, credential ?? "", label ?? "", cancellation), cancellation);

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? passkey, CancellationToken cancellation) =>
        passkeys is null ? NotFound() : await TryAsync(() => passkeys.RemoveAsync(Name, passkey ?? "", cancellation), cancellation);

    public async Task<IActionResult> OnPostPasswordAsync(string? old, string? password, CancellationToken cancellation) =>
        administration is null
            ? NotFound()
            : await TryAsync(
                () => administration.ChangePasswordAsync(Name, old ?? "", password ?? "", cancellation),
                cancellation,
                AccountServices.SignInPath
            );

    /// <summary>The page again: changed, or with the reason why not.</summary>
    /// <param name="then">Where it goes on when it is changed; null: here.</param>
    private async Task<IActionResult> TryAsync(Func<Task> change, CancellationToken cancellation, string? then = null)
    {
        try
        {
            await change();
            return then is null ? RedirectToPage() : LocalRedirect(then);
        }
        catch (AccountsException refused)
        {
            await OnGetAsync(cancellation);
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
    }
}
