namespace Streaming.Host.Configuration;

/// <summary>Where an identity provider may be.</summary>
internal static class ProviderAddress
{
    public const string Allowed =
        "https:// with a host, without query; http:// on the loopback alone, for whoever can read along could sign in";

    public static bool IsAllowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;
}
