using Microsoft.AspNetCore.Identity;

namespace Streaming.Accounts.Users;

/// <summary>
/// Long, not known to everybody, and not the name: what NIST SP 800-63B asks of passwords, section 3.1.1.2, instead of one digit and one
/// sign.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    public const int Shortest = 12;
    public const int Longest = 200;

    /// <summary>For people.</summary>
    public const string Rule = "12 to 200 characters; not the name, not one character again and again, not one of the best known";

    /// <summary>Of the published lists of leaked passwords, those that are long enough to pass otherwise.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789123",
        "123123123123",
        "111122223333",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "abcdefghijkl",
        "administrator",
        "changeme1234",
        "iloveyou1234",
        "letmein12345",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "qwerty123456",
        "qwertyuiop12",
        "qwertyuiopas",
        "qwertyuiop123",
        "welcome12345",
        "zxcvbnm12345",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        string? why = password switch
        {
            null or { Length: < Shortest } => "it is shorter",
            { Length: > Longest } => "it is longer",
            _ when password.Distinct().Count() < 4 => "it repeats a few characters",
            _ when Known.Contains(password) => "it is among the best known passwords",
            _ when user.Name.Length > 3 && password.Contains(user.Name, StringComparison.OrdinalIgnoreCase) => "it holds the name",
            _ => null,
        };
        return Task.FromResult(
            why is null
                ? IdentityResult.Success
                : IdentityResult.Failed(
                    new IdentityError { Code = "Password", Description = $"This password cannot be taken: {why}. Allowed: {Rule}." }
                )
        );
    }
}
