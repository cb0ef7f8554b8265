using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Streaming.Testing;

namespace Streaming.Compose.Tests;

/// <summary>
/// compose/compose.yaml under a project name, on ports and with secrets of its own, so that it disturbs no stack beside it. Starts
/// nothing by itself; what was built and started is removed, volumes too, when disposed.
/// </summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("stack");
    private readonly Dictionary<string, string> chosen;

    public Stack(string network)
    {
        chosen = new()
        {
            ["TAG"] = Project,
            ["HTTP_PORT"] = FreePort(),
            ["HTTPS_PORT"] = FreePort(),
            ["KAFKA_PORT"] = FreePort(),
            ["REGISTRY_PORT"] = FreePort(),
            ["POSTGRES_PORT"] = FreePort(),
            ["EDGE_NETWORK"] = network,
            ["SECRETS"] = folder.Below("secrets"),
            ["CERTIFICATES"] = folder.Below("certificates"),
        };
        Directory.CreateDirectory(chosen["SECRETS"]);
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(chosen["CERTIFICATES"]).FullName, "certificate.pem"),
            Certificate.ExportCertificatePem()
        );
        File.WriteAllText(Path.Combine(chosen["CERTIFICATES"], "key.pem"), Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        SetPassword(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    }

    public string Project { get; } = Unique.Name("streaming-test").ToLowerInvariant();

    /// <summary>What the proxy shows to browsers.</summary>
    public X509Certificate2 Certificate { get; } = SelfSigned();

    public string PasswordFile => Path.Combine(chosen["SECRETS"], "postgres-password");

    public string BootstrapServers => $"127.0.0.1:{chosen["KAFKA_PORT"]}";

    public Uri Pages => new($"https://localhost:{chosen["HTTPS_PORT"]}");

    public Uri PlainPages => new($"http://localhost:{chosen["HTTP_PORT"]}");

    /// <summary>Settings of a command that runs on this machine and reaches the parts through their published ports.</summary>
    public IReadOnlyDictionary<string, string?> CommandSettings =>
        new Dictionary<string, string?>
        {
            ["STREAMING__Kafka__BootstrapServers"] = BootstrapServers,
            ["STREAMING__SchemaRegistry__Url"] = $"http://127.0.0.1:{chosen["REGISTRY_PORT"]}",
            ["STREAMING__Postgres__ConnectionString"] =
                $"Host=127.0.0.1;Port={chosen["POSTGRES_PORT"]};Database=streaming;Username=streaming",
            ["STREAMING__Postgres__Password_FILE"] = PasswordFile,
            ["STREAMING__Scorer__ArtifactCache"] = folder.Below("cache"),
        };

    /// <summary>What a user writes into .env; a null value leaves the variable out.</summary>
    public void Choose(string variable, string? value)
    {
        if (value is null)
            chosen.Remove(variable);
        else
            chosen[variable] = value;
    }

    public string Chosen(string variable) => chosen[variable];

    public void SetPassword(string password) => File.WriteAllText(PasswordFile, password);

    /// <summary>A file or folder of this stack's own.</summary>
    public string Below(string name) => folder.Below(name);

    /// <summary>docker compose on this stack, which has to succeed.</summary>
    public Task<string> ComposeAsync(params IReadOnlyList<string> arguments) => Docker.RunAsync(Whole(arguments));

    /// <summary>docker compose on this stack, however it ends.</summary>
    public Task<(int ExitCode, string Output, string Error)> AskComposeAsync(params IReadOnlyList<string> arguments) =>
        Docker.AskAsync(Whole(arguments));

    /// <summary>The ids of a service's containers.</summary>
    public async Task<string[]> ContainersAsync(string service) =>
        (await ComposeAsync("ps", "--all", "--quiet", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        await AskComposeAsync("down", "--volumes", "--timeout", "1", "--remove-orphans");
        var images = await Docker.AskAsync("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference=*:{Project}*");
        foreach (var image in images.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await Docker.AskAsync("image", "rm", image);
        Certificate.Dispose();
        folder.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private List<string> Whole(IReadOnlyList<string> arguments)
    {
        var choices = folder.Below("env");
        File.WriteAllLines(choices, chosen.Select(choice => $"{choice.Key}={choice.Value}"));
        var file = Path.Combine(RepositoryRoot.Find(), "compose", "compose.yaml");
        return ["compose", "--file", file, "--project-name", Project, "--env-file", choices, "--ansi", "never", .. arguments];
    }
}
