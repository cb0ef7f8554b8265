using System.Globalization;
using System.Runtime.CompilerServices;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>
/// The first bytes ever written of each version of each schema, under <c>schemas/golden/</c>. A change that breaks them breaks every stored
/// record. The text of a
/// version that is not the present one lies beside its bytes.
/// </summary>
internal static class GoldenBytes
{
    /// <summary>The versions before the present ones.</summary>
    public static IEnumerable<(string Schema, int Version)> Earlier =>
        from resource in typeof(GoldenBytes).Assembly.GetManifestResourceNames()
        where resource.StartsWith("golden/", StringComparison.Ordinal) && resource.EndsWith(".avsc", StringComparison.Ordinal)
        let parts = resource["golden/".Length..].Split('.')
        select (parts[0], int.Parse(parts[1].AsSpan(1), CultureInfo.InvariantCulture));

    /// <summary>The committed bytes of the present version. Where there are none yet, writes these and fails: somebody has to look at them
    /// and commit them.</summary>
    public static byte[] Read(string schema, byte[] ifMissing, [CallerFilePath] string here = "")
    {
        var file = $"{schema}.v{Earlier.Count(earlier => earlier.Schema == schema) + 1}.bin";
        if (Find(file) is { } golden)
            return golden;
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "schemas", "golden", file));
        if (!File.Exists(path))
            File.WriteAllBytes(path, ifMissing);
        Assert.Fail($"There were no golden bytes of {schema}; {path} holds them now: check, commit, build again.");
        return [];
    }

    public static byte[] Of(string schema, int version, string ending) =>
        Find($"{schema}.v{version}.{ending}") ?? throw new InvalidOperationException($"schemas/golden lacks {schema}.v{version}.{ending}");

    private static byte[]? Find(string file)
    {
        using var stream = typeof(GoldenBytes).Assembly.GetManifestResourceStream("golden/" + file);
        if (stream is null)
            return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
