using System.ComponentModel.DataAnnotations;
using System.Net;
using Streaming.Contracts.Settings;
using Streaming.Web;

namespace Streaming.Host.Configuration;

/// <summary>Where /metrics and /health answer.</summary>
public sealed record ListenOptions : IRelatedSettings
{
    /// <summary>Address of this machine's loopback; any other is refused until there is access control. Default 127.0.0.1.</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 0 to 65,535; 0 takes a free one. Default 8080.</summary>
    [Between(0, 65_535)]
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Host names, beside localhost and the loopback's addresses, under which browsers and callers may ask: those of a proxy in front of
    /// this process, without a port;
    /// <c>*.shop.example</c> is every name below that one. Default none.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    public IPAddress ToAddress() => Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Address);

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Address != "localhost" && !(IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address)))
            yield return (nameof(Address), "127.0.0.1, ::1 or localhost, until there is access control");
        if (
            AllowedHosts.Any(name =>
                Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Unknown
            )
        )
            yield return (nameof(AllowedHosts), "host names such as scores.shop.example or *.shop.example, without scheme, port or path");
    }
}
