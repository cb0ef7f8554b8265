using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Accounts.Tokens;

/// <summary>What is wrong with a provider or its token, in words for the trail. Pure.</summary>
internal static class TokenFaults
{
    /// <summary>The provider does not answer, or with nothing that could be read.</summary>
    public static bool IsAway(Exception? failure)
    {
        for (var one = failure; one is not null; one = one.InnerException)
            if (one is HttpRequestException or IOException or TaskCanceledException)
                return true;
        return false;
    }

    public static string Words(Exception? failure) =>
        failure switch
        {
            _ when IsAway(failure) => "the provider cannot be reached",
            SecurityTokenInvalidIssuerException => "the token is of another issuer",
            SecurityTokenInvalidAudienceException => "the token is for somebody else",
            SecurityTokenExpiredException => "the token has expired",
            SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => "the token is not valid now",
            SecurityTokenInvalidAlgorithmException => "the token is signed in a way that is not allowed",
            SecurityTokenInvalidSignatureException
            or SecurityTokenSignatureKeyNotFoundException
            or SecurityTokenInvalidSigningKeyException => "the token's signature is not the provider's",
            OpenIdConnectProtocolInvalidNonceException => "the token's nonce is not the one of this sign-in",
            { Data: var data } when data["error"] is string error => $"the provider answered {Short(error)}",
            OpenIdConnectProtocolException => "the provider's answer breaks the protocol",
            AuthenticationFailureException => "the answer belongs to no sign-in that this browser has begun",
            SecurityTokenMalformedException => "the token cannot be read",
            _ => "the provider's answer cannot be used",
        };

    private static string Short(string text) => Contracts.Rules.PlainText.Visible(text.Length > 60 ? text[..60] : text);
}
