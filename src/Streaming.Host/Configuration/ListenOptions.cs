using System.ComponentModel.DataAnnotations;
using System.Net;
using Streaming.Contracts.Settings;
using Streaming.Web;

namespace Streaming.Host.Configuration;

/// <summary>Where the process answers.</summary>
public sealed record ListenOptions : IRelatedSettings
{
    /// <summary>
    /// Address of this machine, or 0.0.0.0 or :: for all of them. Other than the loopback only with sign-in, and with a certificate or a
    /// proxy: passwords would travel readable. Default 127.0.0.1.
    /// </summary>
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

    /// <summary>
    /// Addresses or networks of reverse proxies, such as 10.0.0.7 or 10.0.0.0/24: what these say about who asks, and whether by https, is
    /// believed; of anybody else it is not. Default none.
    /// </summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Where people open the pages, such as https://scores.shop.example: a proxy's address. Links begin with it,
    /// those of messages and those that are printed. Default none: messages have no links, and printed ones begin with the address that
    /// this process listens on.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Certificate of this server: PEM with its chain, or PKCS12 with its key. With it the process answers by https; a changed
    /// file is taken within a minute. Default none.</summary>
    [Hidden]
    public string? Certificate { get; init; }

    /// <summary>Its key in PEM. Default: it is in the certificate's file.</summary>
    [Hidden]
    public string? CertificateKey { get; init; }

    /// <summary>Password of the key. Default none.</summary>
    [Secret]
    public string? CertificatePassword { get; init; }

    /// <summary>Whether other machines can reach it.</summary>
    public bool IsOpen => Address != "localhost" && !(IPAddress.TryParse(Address, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What links begin with.</summary>
    /// <param name="own">Where the process answers itself.</param>
    public Uri ToPublic(Uri own) => string.IsNullOrEmpty(PublicUrl) ? own : new Uri(PublicUrl);

    public IPAddress ToAddress() => Address == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Address);

    /// <summary>The networks of <see cref="Proxies"/>; an address is a network of one.</summary>
    public IReadOnlyList<IPNetwork> ToProxies() => [.. Proxies.Select(text => NetworkOf(text)!.Value)];

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Address != "localhost" && !IPAddress.TryParse(Address, out _))
            yield return (nameof(Address), "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");
        else if (IsOpen && string.IsNullOrEmpty(Certificate) && Proxies.Count == 0)
            yield return (
                nameof(Address),
                "127.0.0.1, ::1 or localhost; another one with Listen:Certificate, or with Listen:Proxies in front, since passwords would "
                    + "travel readable"
            );
        if (Proxies.Any(text => NetworkOf(text) is null))
            yield return (nameof(Proxies), "addresses or networks such as 10.0.0.7 or 10.0.0.0/24");
        if (!string.IsNullOrEmpty(PublicUrl) && !IsRoot(PublicUrl))
            yield return (nameof(PublicUrl), "http:// or https:// with a host and, where it is another, the port; no path behind it");
        if (CertificateFiles.Client(Certificate, CertificateKey, CertificatePassword) is { } broken)
            yield return (nameof(Certificate), broken);
        if (string.IsNullOrEmpty(Certificate) && !string.IsNullOrEmpty(CertificateKey))
            yield return (nameof(CertificateKey), "nothing without Listen:Certificate");
        if (
            AllowedHosts.Any(name =>
                Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Unknown
            )
        )
            yield return (nameof(AllowedHosts), "host names such as scores.shop.example or *.shop.example, without scheme, port or path");
    }

    private static bool IsRoot(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo.Length == 0
        && address.PathAndQuery == "/"
        && address.Fragment.Length == 0;

    private static IPNetwork? NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
