using System.Security.Claims;

namespace Streaming.Web.Access;

/// <summary>What a signed-in person or program may do, by the claims that it came with.</summary>
public static class AccessClaims
{
    /// <summary>One of <see cref="Roles"/>; its permissions are looked up with each question, so that a changed matrix needs no new
    /// sign-in.</summary>
    public const string Role = ClaimTypes.Role;

    /// <summary>One of <see cref="Permissions"/>, of a program's key or token.</summary>
    public const string Scope = "scope";

    /// <summary>The language that a person has chosen, as <c>en</c>.</summary>
    public const string Language = "language";

    /// <summary>Whether the permission is among those of a role or of the key.</summary>
    public static bool May(this ClaimsPrincipal user, string permission)
    {
        foreach (var claim in user.Claims)
        {
            if (claim.Type == Scope && claim.Value == permission)
                return true;
            if (claim.Type == Role && Roles.Matrix.TryGetValue(claim.Value, out var permissions) && permissions.Contains(permission))
                return true;
        }

        return false;
    }

    /// <summary>The name under which what somebody does is recorded.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static string ActingName(this ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name }
            ? name
            : throw new InvalidOperationException("nobody is signed in, so nothing can be recorded under a name");
}
