using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Streaming.Testing;

namespace Streaming.Notifications.Tests.Receivers;

/// <summary>A receiver in another language, as a process of its own; what it prints is what it got.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly ConcurrentQueue<JsonElement> told = [];

    private Receiver(string script, int port)
    {
        Port = port;
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Receivers", script), $"{port}", Secret },
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
                told.Enqueue(JsonDocument.Parse(text).RootElement);
        };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>What came so far.</summary>
    public IReadOnlyList<JsonElement> Told => [.. told.Where(one => !one.TryGetProperty("ready", out _))];

    public static async Task<Receiver> WebhooksAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "there is no /usr/bin/python3");
        var receiver = new Receiver("webhooks.py", FreePort());
        using var client = new HttpClient();
        await Wait.Until(
            async () => (await client.GetAsync(new Uri($"http://127.0.0.1:{receiver.Port}/"))).IsSuccessStatusCode,
            Patience
        );
        return receiver;
    }

    /// <param name="port">Where it listens; null for any that is free.</param>
    public static async Task<Receiver> MailAsync(int? port = null)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "there is no /usr/bin/python3");
        using (
            var look = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import aiosmtpd"]) { RedirectStandardError = true })!
        )
        {
            await look.WaitForExitAsync();
            Assert.SkipWhen(look.ExitCode != 0, "python3-aiosmtpd is not installed");
        }

        var receiver = new Receiver("mail.py", port ?? FreePort());
        await Wait.Until(() => !receiver.told.IsEmpty, Patience);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
