using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.DeadLetters;
using Streaming.Console.Queries.Stream;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Stream;

/// <summary>How far the scorers are, who reads what, and what could not be scored.</summary>
[Authorize(Permissions.ViewConsole)]
public sealed class IndexModel(StreamQuery stream, DeadLetterWatch letters) : PageModel
{
    public StreamView View { get; private set; } = null!;

    /// <summary>Null while it is read for the first time, or where it is not to be seen.</summary>
    public DeadLetterSummary? Letters { get; private set; }

    public string? Trouble { get; private set; }

    public bool MaySeeLetters => User.May(Permissions.OperateStream);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        View = await stream.ReadAsync(cancellation);
        if (MaySeeLetters)
            (Letters, Trouble) = await letters.LookAsync(cancellation);
    }
}
