using Microsoft.IdentityModel.Tokens;

namespace Streaming.Accounts.Tokens;

/// <summary>What holds for every token that a provider signs.</summary>
internal static class TokenRules
{
    /// <summary>By key pairs only: a public key must never pass for a shared secret, and no signature is none.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>By so much may the provider's clock differ from ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);
}
