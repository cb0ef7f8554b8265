namespace Streaming.Host.Configuration;

/// <summary>Credentials that leave this machine without TLS.</summary>
internal static class PlainCredentials
{
    /// <summary>The addresses' settings.</summary>
    public static IEnumerable<string> Of(Settings settings)
    {
        var (registry, tracking) = (settings.SchemaRegistry, settings.Tracking);
        if (IsOpen(registry.Url) && (Has(registry.Password) || Has(registry.BearerToken)))
            yield return "SchemaRegistry:Url";
        if (IsOpen(tracking.Uri) && (Has(tracking.Password) || Has(tracking.Token) || Has(tracking.DagsHubToken)))
            yield return "Tracking:Uri";
    }

    private static bool Has(string? secret) => !string.IsNullOrEmpty(secret);

    private static bool IsOpen(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http", IsLoopback: false };
}
