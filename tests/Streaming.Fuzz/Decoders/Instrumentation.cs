using SharpFuzz;

namespace Streaming.Fuzz.Decoders;

/// <summary>A copy of this program whose decoders count their branches.</summary>
internal static class Instrumentation
{
    private static readonly string[] Instrumented = ["Streaming.Contracts.dll", "Streaming.Kafka.dll", "Avro.dll"];

    /// <summary>Copies the program's folder and rewrites the assemblies of the decoders there.</summary>
    /// <returns>The copy's program.</returns>
    public static string Prepare(string folder)
    {
        Copy(AppContext.BaseDirectory, folder);
        foreach (var assembly in Instrumented)
        {
            if (!Fuzzer.Instrument(Path.Combine(folder, assembly), _ => true, Options.Value).Any())
                throw new InvalidOperationException($"nothing of {assembly} was instrumented");
        }

        return Path.Combine(folder, typeof(Instrumentation).Assembly.GetName().Name + ".dll");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
