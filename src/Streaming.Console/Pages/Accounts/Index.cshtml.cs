using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Accounts;
using Streaming.Accounts.Links;
using Streaming.Accounts.Users;
using Streaming.Web.Access;
using AccountDocument = Streaming.Accounts.Users.Account;

namespace Streaming.Console.Pages.Accounts;

/// <summary>Who may sign in, and as what.</summary>
/// <param name="administration">Null where nobody has to sign in; so is the other.</param>
[Authorize(Permissions.ManageAccounts)]
public sealed class IndexModel(TimeProvider clock, AccountAdministration? administration = null, SignInLinks? links = null) : PageModel
{
    private const string MadeLink = "link";

    public bool HasSignIn => administration is not null;

    public IReadOnlyList<AccountDocument> All { get; private set; } = [];

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>A link that was just made; null otherwise.</summary>
    public string? Link { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Link = TempData[MadeLink] as string;
        if (administration is not null)
            All = await administration.ListAsync(cancellation);
    }

    public Task<IActionResult> OnPostRolesAsync(string? name, string[] roles, CancellationToken cancellation) =>
        DoAsync(() => administration!.SetRolesAsync(name ?? "", roles, User.ActingName(), cancellation), cancellation);

    public Task<IActionResult> OnPostSwitchAsync(string? name, bool enable, CancellationToken cancellation) =>
        DoAsync(() => administration!.SwitchAsync(name ?? "", enable, User.ActingName(), cancellation), cancellation);

    public Task<IActionResult> OnPostSignOutAsync(string? name, CancellationToken cancellation) =>
        DoAsync(() => administration!.SignOutEverywhereAsync(name ?? "", User.ActingName(), cancellation), cancellation);

    public Task<IActionResult> OnPostLinkAsync(string? role, CancellationToken cancellation) =>
        DoAsync(
            async () =>
            {
                var token = await links!.CreateAsync(role ?? "", User.ActingName(), cancellation);
                TempData[MadeLink] = UriHelper.BuildAbsolute(Request.Scheme, Request.Host, Request.PathBase, SignInLinks.Path + token);
            },
            cancellation
        );

    private async Task<IActionResult> DoAsync(Func<Task> act, CancellationToken cancellation)
    {
        if (administration is null)
            return NotFound();
        try
        {
            await act();
            return RedirectToPage();
        }
        catch (AccountsException refused)
        {
            await OnGetAsync(cancellation);
            ModelState.AddModelError("", $"Nothing was changed: {refused.Message}");
            return Page();
        }
    }
}
