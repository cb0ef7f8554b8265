using Microsoft.AspNetCore.Identity;
using Streaming.Contracts.Rules;

namespace Streaming.Accounts.Users;

/// <summary>Which names an account may have: events, pages and logs show them.</summary>
internal sealed class AccountNames : IUserValidator<Account>
{
    /// <summary>Longest name, in characters.</summary>
    public const int Longest = 80;

    /// <summary>For messages: <c>must be …</c>.</summary>
    public const string Rule = "1 to 80 characters, without control characters, marks of direction and spaces at the ends";

    public static bool Allows(string? name) =>
        name is { Length: > 0 and <= Longest }
        && name.Trim().Length == name.Length
        && !PlainText.HasControl(name)
        && !PlainText.HasDirectionMark(name);

    public async Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user)
    {
        if (!Allows(user.Name))
            return Refused("InvalidUserName", $"The name is '{PlainText.Visible(user.Name)}'; allowed: {Rule}.");
        var other = await manager.FindByNameAsync(user.Name).ConfigureAwait(false);
        return other is null || other.Id == user.Id
            ? IdentityResult.Success
            : Refused("DuplicateUserName", $"There is an account '{other.Name}' already; names differ in more than their case.");
    }

    private static IdentityResult Refused(string code, string description) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = description });
}
