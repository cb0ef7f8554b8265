using Streaming.Accounts;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Web;

namespace Streaming.Host.Web;

/// <summary>Sign-in by account and key. A server without it takes whoever reaches the loopback for the machine's own user.</summary>
/// <param name="settings">How people and programs say who they are.</param>
internal sealed class AccountsPart(AccountDatabase database, AuditStore audit, TimeProvider clock, AccountSettings settings) : IWebPart
{
    public void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(audit);
        builder.Services.AddSingleton(clock);
        builder.Services.AddAccounts(settings);
    }

    public void Map(WebApplication app)
    {
        // the pages are the console's
    }
}
