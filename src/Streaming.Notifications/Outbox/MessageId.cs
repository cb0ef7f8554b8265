using System.Security.Cryptography;
using System.Text;

namespace Streaming.Notifications.Outbox;

/// <summary>Ids of messages: the same cause, rule and recipient have the same one.</summary>
internal static class MessageId
{
    private const int Digits = 32;

    /// <param name="parts">None holds a zero byte.</param>
    public static string Of(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts!))))[..Digits];
}
