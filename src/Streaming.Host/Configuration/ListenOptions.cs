using System.ComponentModel.DataAnnotations;
using System.Net;

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

    public IPAddress ToAddress() => Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Address);

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Address != "localhost" && !(IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address)))
            yield return (nameof(Address), "127.0.0.1, ::1 or localhost, until there is access control");
    }
}
