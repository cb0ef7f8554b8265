using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Accounts.OpenId;

/// <summary>
/// Takes no token without a signature. The framework's code flow would: OpenID Connect Core 3.1.3.7 lets a client trust a token that came
/// from the provider over TLS. Here that trust is not needed, and a proxy between may end the TLS.
/// </summary>
internal sealed class SignedTokens : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var strict = validationParameters.Clone();
        strict.RequireSignedTokens = true;
        return base.ValidateTokenAsync(token, strict);
    }
}
