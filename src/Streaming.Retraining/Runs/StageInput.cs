using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>What a stage's outputs follow from, part by part, and the hash over it.</summary>
/// <param name="Hash">SHA-256 over all parts, 64 lower-case hexadecimal digits.</param>
/// <param name="Parts">Code, build, settings and input artifacts by name; a long setting is there by its hash.</param>
internal sealed record StageInput(string Hash, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>What is longer is of no use to a reader, and of no use in every event.</summary>
    private const int LongestShown = 120;

    /// <param name="artifacts">SHA-256 of each input by <c>stage/artifact</c>.</param>
    /// <param name="build">Identity of the code; null for that of this program.</param>
    public static StageInput Of(IStage stage, IReadOnlyDictionary<string, string> artifacts, string? build = null)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["build"] = build ?? CodeIdentity.Of(stage.Code),
            ["code"] = stage.CodeVersion,
        };
        foreach (var (name, value) in stage.Settings)
            parts.Add($"setting {name}", value);
        foreach (var name in stage.Inputs)
            parts.Add($"input {name}", artifacts[name]);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, stage.Name);
        foreach (var (name, value) in parts)
        {
            Append(hash, name);
            Append(hash, value);
        }

        return new StageInput(
            Convert.ToHexStringLower(hash.GetHashAndReset()),
            parts.ToDictionary(part => part.Key, part => part.Value.Length <= LongestShown ? part.Value : "sha256 " + HashOf(part.Value))
        );
    }

    /// <summary>SHA-256 over the names and hashes of artifacts.</summary>
    public static string OutputHash(IReadOnlyDictionary<string, string> outputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, sha256) in outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, sha256);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>With its length before it, so that no two lists of texts give the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        hash.AppendData(bytes);
    }
}
