using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Accounts;
using Streaming.Accounts.Keys;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Keys;

/// <summary>Keys of programs.</summary>
/// <param name="keys">Null where programs need none.</param>
[Authorize(Permissions.ManageKeys)]
public sealed class IndexModel(ApiKeys? keys = null) : PageModel
{
    private const string MadeToken = "key";

    /// <summary>What a program can do with a key; the rest of the permissions are for people.</summary>
    public IReadOnlyList<string> Scopes { get; } = [Permissions.ScoreOrders, Permissions.ReadMetrics];

    public bool HasSignIn => keys is not null;

    public IReadOnlyList<ApiKey> All { get; private set; } = [];

    /// <summary>A key that was just made; null otherwise.</summary>
    public string? Token { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        Token = TempData[MadeToken] as string;
        if (keys is not null)
            All = await keys.ListAsync(cancellation);
    }

    public Task<IActionResult> OnPostCreateAsync(string? name, string[] scopes, CancellationToken cancellation) =>
        DoAsync(
            async () => TempData[MadeToken] = (await keys!.CreateAsync(name ?? "", scopes, User.ActingName(), cancellation)).Token,
            cancellation
        );

    public Task<IActionResult> OnPostRevokeAsync(string? id, CancellationToken cancellation) =>
        DoAsync(() => keys!.RevokeAsync(id ?? "", User.ActingName(), cancellation), cancellation);

    private async Task<IActionResult> DoAsync(Func<Task> act, CancellationToken cancellation)
    {
        if (keys is null)
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
