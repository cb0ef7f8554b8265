using Streaming.Accounts.Links;
using Streaming.Audit;

namespace Streaming.Host.Roles;

/// <summary>Says once, while there is no account, with which link the first one is made.</summary>
/// <param name="address">Where the pages answer.</param>
internal sealed class FirstSignIn(SignInLinks links, Uri address, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Tries until the database has answered.</summary>
    /// <returns>The link; null where there are accounts already, or the process was stopped.</returns>
    public async Task<Uri?> OfferAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await links.CreateFirstAsync(stop).ConfigureAwait(false) is not { } token)
                    return null;
                var link = new Uri(address, SignInLinks.Path + token);
                log.LogWarning(
                    "There is no account yet. This link makes the first one, with every right; it works once, within 24 hours: {Link}",
                    link
                );
                return link;
            }
            catch (Exception away) when (DatabaseFailure.Is(away))
            {
                await Task.Delay(Pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return null;
    }
}
