using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Users;

namespace Streaming.Accounts.Passkeys;

/// <summary>The framework's passkeys, as this program uses them.</summary>
internal static class PasskeyServices
{
    /// <summary>So long may somebody look for the key.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="services">Of a server with pages.</param>
    /// <param name="authentication">Gets the cookie that keeps a challenge between two requests.</param>
    /// <param name="publicUrl">Where people open the pages; null: where this server is asked.</param>
    public static void AddPasskeys(this IServiceCollection services, AuthenticationBuilder authentication, Uri? publicUrl)
    {
        new IdentityBuilder(typeof(Account), services).AddSignInManager();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = publicUrl?.Host;
            options.AuthenticatorTimeout = Longest;
            options.ResidentKeyRequirement = "required"; // nobody types a name
            if (publicUrl is not null)
                options.ValidateOrigin = asked =>
                    ValueTask.FromResult(
                        !asked.CrossOrigin
                            && Uri.TryCreate(asked.Origin, UriKind.Absolute, out var origin)
                            && origin.GetLeftPart(UriPartial.Authority) == publicUrl.GetLeftPart(UriPartial.Authority)
                    );
        });
        services.AddScoped<PasskeySignIn>();
        authentication.AddCookie(
            IdentityConstants.TwoFactorUserIdScheme,
            options =>
            {
                options.Cookie.Name = "streaming-passkey";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = Longest;
            }
        );
    }
}
