using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Streaming.Accounts.Keys;
using Streaming.Accounts.Links;
using Streaming.Accounts.OpenId;
using Streaming.Accounts.Passkeys;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Tokens;
using Streaming.Accounts.Users;
using Streaming.Web.Access;

namespace Streaming.Accounts;

/// <summary>Who may do what, in a web server and beside one.</summary>
public static class AccountServices
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/account/sign-in";

    /// <summary>Policy of the framework's rate limiter for forms that take a password or a link.</summary>
    public const string SignInLimit = "sign-in";

    /// <summary>Tries to sign in that one address has in <see cref="LimitWindow"/>.</summary>
    public const int MostTries = 20;

    public static readonly TimeSpan LimitWindow = TimeSpan.FromMinutes(1);

    private const int TriesUntilLockout = 5;
    private const string ByWhatComes = "by-what-comes";
    private static readonly TimeSpan FirstLockout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Accounts and keys without a web server, for commands. The container must have <see cref="Storage.AccountDatabase"/>,
    /// <see cref="Audit.AuditStore"/>, <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddAccountAdministration(this IServiceCollection services)
    {
        services.TryAddSingleton<SignInSessions>();
        services.TryAddSingleton<SignInLinks>();
        services.TryAddSingleton<ApiKeys>();
        services
            .AddIdentityCore<Account>(options =>
            {
                options.User.AllowedUserNameCharacters = null!; // AccountNames says which
                options.Lockout.MaxFailedAccessAttempts = TriesUntilLockout;
                options.Lockout.DefaultLockoutTimeSpan = FirstLockout;
            })
            .AddUserStore<AccountUserStore>()
            .AddUserManager<AccountManager>();
        services.RemoveAll<IUserValidator<Account>>();
        services.RemoveAll<IPasswordValidator<Account>>();
        services.AddScoped<IUserValidator<Account>, AccountNames>();
        services.AddScoped<IPasswordValidator<Account>, PasswordRules>();
        services.AddScoped<AccountAdministration>();
        return services;
    }

    /// <summary>The same with sign-in, and a policy for each permission.</summary>
    /// <param name="services">Of a web server.</param>
    /// <param name="settings">How people and programs say who they are.</param>
    public static IServiceCollection AddAccounts(this IServiceCollection services, AccountSettings settings)
    {
        services.AddAccountAdministration();
        services.AddSingleton(settings);
        services.AddPermissions();
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountClaims>();
        services.AddScoped<SignInService>();
        services.AddSingleton<DoorLog>();
        services.AddHostedService(provider => provider.GetRequiredService<DoorLog>());
        services.AddSingleton<SessionCookie>();
        var authentication = services
            .AddAuthentication(ByWhatComes)
            .AddPolicyScheme(
                ByWhatComes,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = http =>
                        KeyAuthentication.TokenOf(http.Request) is not null ? KeyAuthentication.Scheme
                        : settings.Tokens is not null && TokenScheme.IsSent(http.Request) ? TokenScheme.Name
                        : settings.HasPages ? IdentityConstants.ApplicationScheme
                        : KeyAuthentication.Scheme
            )
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Scheme, _ => { });
        if (settings.Tokens is { } tokens)
            authentication.AddTokens(tokens);
        if (settings.HasPages)
        {
            authentication.AddCookie(IdentityConstants.ApplicationScheme, Cookie);
            services.AddPasskeys(authentication, settings.PublicUrl);
            if (settings.OpenId is { } provider)
                authentication.AddOpenId(provider);
        }

        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(SignInLimit, LimitOf);
        });
        return services;
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = SessionCookie.Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax; // Strict would lose the sign-in of whoever follows a link from a mail
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = SignInSessions.Idle;
        options.SlidingExpiration = true;
        options.EventsType = typeof(SessionCookie);
    }

    /// <summary>Only what is sent counts; the form itself may be looked at.</summary>
    private static RateLimitPartition<string> LimitOf(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                SignInSessions.AddressOf(http),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = MostTries, Window = LimitWindow }
            )
            : RateLimitPartition.GetNoLimiter("");
}
