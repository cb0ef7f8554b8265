using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Streaming.Compose.Tests;

/// <summary>A browser in front of the stack, without scripts: keeps cookies, follows redirects, sends forms with their token.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient http;

    /// <param name="trusted">The certificate of the site; no other one is accepted.</param>
    /// <param name="follows">Whether redirects are followed.</param>
    public Visitor(X509Certificate2 trusted, bool follows = true) =>
        http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = follows,
                SslOptions =
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { trusted },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
                CookieContainer = Cookies,
            }
        );

    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> OpenAsync(Uri address) => http.GetAsync(address);

    /// <summary>Sends the form of a page, with its token, back to the page or to one of its handlers.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(Uri page, string? handler, params (string Field, string Value)[] fields)
    {
        using var shown = await http.GetAsync(page);
        var token = Token().Match(await shown.Content.ReadAsStringAsync()).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))
        );
        return await http.PostAsync(handler is null ? page : new Uri(page, $"?handler={handler}"), form);
    }

    public Task<HttpResponseMessage> AskAsync(HttpRequestMessage request) => http.SendAsync(request);

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
