using System.Reflection;
using System.Security.Cryptography;

namespace Streaming.Console.Web;

/// <summary>A file that pages refer to.</summary>
/// <param name="Path">Holds a part of the content's hash, so that it may be cached for ever.</param>
internal sealed record Asset(string Name, string Path, string ContentType, byte[] Bytes);

/// <summary>The files that pages refer to, from inside the assembly.</summary>
internal static class Assets
{
    private const string Folder = ".Assets.";
    private const int HashDigits = 12;

    public static readonly IReadOnlyList<Asset> All =
    [
        Load("console.css", "text/css"),
        Load("status.js", "text/javascript"),
        Load("live.js", "text/javascript"),
        Load("keys.js", "text/javascript"),
        Load("passkeys.js", "text/javascript"),
        Load("icon.svg", "image/svg+xml"),
    ];

    public static string PathOf(string name) => All.Single(asset => asset.Name == name).Path;

    private static Asset Load(string name, string contentType)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(candidate => candidate.EndsWith(Folder + name, StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Asset(name, $"/assets/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashDigits]}/{name}", contentType, bytes);
    }
}
