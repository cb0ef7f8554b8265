using System.ComponentModel.DataAnnotations;
using System.Net;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>Where <c>/metrics</c> answers.</summary>
public sealed record MetricsOptions : IRelatedSettings
{
    /// <summary>TCP port of its own, 0 to 65,535; 0 takes a free one. There the figures are open to whoever reaches it, by http, and
    /// <see cref="ListenOptions.Port"/> has them no more. Default none: they are on that port, for those with the permission
    /// <c>metrics.read</c>.</summary>
    [Between(0, 65_535)]
    public int? Port { get; init; }

    /// <summary>Address of that port: one of this machine, or 0.0.0.0 or :: for all of them. The figures name no person. Default
    /// 127.0.0.1.</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    public IPAddress ToAddress() => Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Address);

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Address != "localhost" && !IPAddress.TryParse(Address, out _))
            yield return (nameof(Address), "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");
    }
}
