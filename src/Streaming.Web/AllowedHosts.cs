using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Streaming.Web;

/// <summary>
/// The names under which a server of this machine may be asked. A page of somebody else can make its own name point at this machine and
/// would then be of one origin with our pages; it cannot make a browser send another name than its own. Safe to use from any thread.
/// </summary>
/// <param name="names">Beside localhost and the addresses of the loopback: host names without a port; <c>*.shop.example</c> is every name
/// below that one.</param>
public sealed class AllowedHosts(IReadOnlyList<string> names)
{
    private readonly List<StringSegment> named = [.. names.Select(name => new StringSegment(name))];
    private readonly List<StringSegment> all = ["localhost", .. names.Select(name => new StringSegment(name))];

    private string? lastAllowed; // nearly all requests ask for one name

    /// <summary>For messages: <c>must be …</c>.</summary>
    public string Rule { get; } = string.Join(", ", names.Prepend("[::1]").Prepend("127.0.0.1").Prepend("localhost"));

    /// <summary>
    /// Whatever its port, in any case, with or without the dot at a name's end. A request without a host comes from no browser.
    /// </summary>
    public bool Allows(HostString host)
    {
        if (!host.HasValue || string.Equals(host.Value, lastAllowed, StringComparison.Ordinal))
            return true;
        if (!IsLoopback(host) && !HostString.MatchesAny(NameOf(host), all))
            return false;
        lastAllowed = host.Value;
        return true;
    }

    /// <summary>One of the names that were given, as a proxy in front of this server has it.</summary>
    public bool Names(HostString host) => host.HasValue && named.Count > 0 && HostString.MatchesAny(NameOf(host), named);

    /// <summary>An address is no name: nobody can make it point elsewhere.</summary>
    private static bool IsLoopback(HostString host) => IPAddress.TryParse(host.Host, out var address) && IPAddress.IsLoopback(address);

    private static string NameOf(HostString host) => host.Host is [.. var name, '.'] ? name : host.Host;
}
