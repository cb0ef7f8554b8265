using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Streaming.Accounts;
using Streaming.Accounts.OpenId;
using Streaming.Accounts.Passkeys;
using Streaming.Accounts.SigningIn;

namespace Streaming.Console.Pages.Account;

/// <summary>Where people say who they are.</summary>
/// <param name="door">Null where nobody has to sign in; so is the next.</param>
/// <param name="passkeys">Signs in without a password.</param>
/// <param name="provider">Null where the settings name none.</param>
[AllowAnonymous]
[EnableRateLimiting(AccountServices.SignInLimit)]
public sealed class SignInModel(SignInService? door = null, PasskeySignIn? passkeys = null, ProviderSignIn? provider = null) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Where to go afterwards: an address of this server, or the first page.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Why the provider's answer did not sign anybody in; see <see cref="ProviderRefusals"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Refused { get; set; }

    /// <summary>Somebody has just signed out.</summary>
    [BindProperty(SupportsGet = true, Name = "out")]
    public bool HasEnded { get; set; }

    public bool HasPasskeys => passkeys is not null;

    /// <summary>What people call the identity provider; null where there is none.</summary>
    public string? Provider => provider?.DisplayName;

    /// <summary>What stands above the form.</summary>
    public string? Said => Provider is { } name ? ProviderRefusals.Words(Refused, name) : null;

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

    /// <summary>By the identity provider. A link and no form: the pages' own policy lets no form lead to another server.</summary>
    public async Task<IActionResult> OnGetProviderAsync()
    {
        if (door is null || User.Identity?.IsAuthenticated == true)
            return LocalRedirect(Local(ReturnUrl));
        if (provider is null)
            return LocalRedirect(AccountServices.SignInPath);
        return Answer(await provider.BeginAsync(HttpContext, Local(ReturnUrl)));
    }

    /// <summary>Ends the sign-in at the identity provider, when ours has ended.</summary>
    public async Task<IActionResult> OnGetSignedOutAsync() =>
        provider is null ? LocalRedirect(AccountServices.SignInPath) : Answer(await provider.EndAsync(HttpContext));

    /// <summary>A challenge for the browser's passkeys, for the script.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() =>
        passkeys is null ? NotFound() : Content(await passkeys.RequestOptionsAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken cancellation)
    {
        if (passkeys is null)
            return LocalRedirect(Local(ReturnUrl));
        var refusal = await passkeys.SignInAsync(HttpContext, credential ?? "", cancellation);
        if (refusal is null)
            return LocalRedirect(Local(ReturnUrl));
        ModelState.AddModelError("", refusal);
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }

    /// <summary>The provider is away: this page says so, and its own form works.</summary>
    private IActionResult Answer(bool isOnItsWay)
    {
        if (isOnItsWay)
            return new EmptyResult();
        Refused = ProviderRefusals.Away;
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Page();
    }

    /// <summary>Nobody is sent to another server by a link that somebody else wrote.</summary>
    private string Local(string? address) => Url.IsLocalUrl(address) ? address! : "/";
}
