using System.Runtime.CompilerServices;

namespace Streaming.Contracts.Tests.Codecs;

/// <summary>The first bytes ever written of each schema's version, under <c>schemas/golden/</c>. A change that breaks them breaks every stored record.</summary>
internal static class GoldenBytes
{
    /// <summary>The committed bytes. Where there are none yet, writes these and fails: somebody has to look at them and commit them.</summary>
    public static byte[] Read(string schema, byte[] ifMissing, [CallerFilePath] string here = "")
    {
        using var stream = typeof(GoldenBytes).Assembly.GetManifestResourceStream($"golden/{schema}.v1.bin");
        if (stream is null)
        {
            var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "schemas", "golden", $"{schema}.v1.bin"));
            if (!File.Exists(path)) File.WriteAllBytes(path, ifMissing);
            Assert.Fail($"There were no golden bytes of {schema}; {path} holds them now: check, commit, build again.");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
