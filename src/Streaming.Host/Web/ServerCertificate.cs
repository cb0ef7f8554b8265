using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Kafka.Clients;

namespace Streaming.Host.Web;

/// <summary>The server's certificate, read again when its file changes: renewing one needs no restart. Safe to use from any
/// thread.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ListenOptions listen;
    private readonly TimeProvider clock;
    private readonly Gauge expires;
    private readonly Lock gate = new();
    private (X509Certificate2 Certificate, X509Certificate2Collection Chain) current;
    private DateTime writtenAt;
    private long lookedAt;

    private ServerCertificate(ListenOptions listen, TimeProvider clock, IMetricFactory metrics)
    {
        (this.listen, this.clock) = (listen, clock);
        expires = metrics.CreateGauge(
            "certificate_expires_timestamp_seconds",
            "When this server's certificate, as it is served, ends, seconds since 1970."
        );
        lookedAt = clock.GetTimestamp();
        Read();
    }

    /// <summary>Null where the settings name none.</summary>
    /// <exception cref="CertificateFileException">The file cannot be used; the settings were read before, so it has changed
    /// since.</exception>
    public static ServerCertificate? Of(ListenOptions listen, TimeProvider clock, IMetricFactory metrics) =>
        string.IsNullOrEmpty(listen.Certificate) ? null : new(listen, clock, metrics);

    public void Use(HttpsConnectionAdapterOptions options)
    {
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.ServerCertificateSelector = (_, _) => Current();
        options.ServerCertificateChain = current.Chain;
    }

    private X509Certificate2 Current()
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(lookedAt) < LookEvery)
                return current.Certificate;
            lookedAt = clock.GetTimestamp();
            try
            {
                if (File.GetLastWriteTimeUtc(listen.Certificate!) != writtenAt)
                    Read();
            }
            catch (Exception halfWritten) when (halfWritten is CertificateFileException or IOException)
            {
                // The one that was read serves on; the next look may find the file whole.
            }

            return current.Certificate;
        }
    }

    private void Read()
    {
        var at = File.GetLastWriteTimeUtc(listen.Certificate!);
        current = Certificates.LoadClient(
            listen.Certificate!,
            string.IsNullOrEmpty(listen.CertificateKey) ? null : listen.CertificateKey,
            string.IsNullOrEmpty(listen.CertificatePassword) ? null : listen.CertificatePassword
        );
        writtenAt = at;
        expires.Set(new DateTimeOffset(current.Certificate.NotAfter).ToUnixTimeSeconds());
    }
}
