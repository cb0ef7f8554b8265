using Microsoft.AspNetCore.HttpOverrides;
using Streaming.Host.Configuration;

namespace Streaming.Host.Web;

/// <summary>What a reverse proxy says about who asks.</summary>
internal static class ProxyHeaders
{
    private static readonly TimeSpan HttpsOnly = TimeSpan.FromDays(365);

    /// <summary>Believes the proxies that the settings name, and nobody else: anybody can write these headers. The host is never taken from
    /// them.</summary>
    public static void AddProxies(this WebApplicationBuilder builder, ListenOptions listen)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                listen.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear(); // the loopback is among the defaults
            options.KnownIPNetworks.Clear();
            foreach (var network in listen.ToProxies())
                options.KnownIPNetworks.Add(network);
        });
        builder.Services.AddHsts(hsts => hsts.MaxAge = HttpsOnly);
    }
}
