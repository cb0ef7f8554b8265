using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Users;
using Streaming.Cases.Domain;
using Streaming.Console.Web;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Cases;

/// <summary>Those who may work on a case.</summary>
/// <param name="services">Of the request: without accounts, as on one person's machine, nobody is known and any name will do.</param>
public sealed class Colleagues(IServiceProvider services)
{
    private readonly AccountAdministration? accounts = services.GetService<AccountAdministration>();

    /// <summary>By name; empty where nobody has an account.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation) =>
        accounts is null
            ? []
            :
            [
                .. (await accounts.ListAsync(cancellation))
                    .Where(account => !account.IsDisabled && account.Roles.Any(role => Roles.Matrix[role].Contains(Permissions.WorkCases)))
                    .Select(account => account.Name),
            ];

    /// <summary>The name as its account writes it.</summary>
    /// <exception cref="CaseRefusedException">Nobody of this name works on cases: what is given to nobody would lie there.</exception>
    public async Task<string> FindAsync(string name, Words words, CancellationToken cancellation)
    {
        var known = await ListAsync(cancellation);
        if (accounts is null)
            return name.Trim();
        return known.FirstOrDefault(one => string.Equals(one, name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new CaseRefusedException(
                words.Say("nobody called {0} works on cases; there are: {1}", name.Trim(), string.Join(", ", known))
            );
    }
}
