namespace Streaming.Audit.Runs;

/// <summary>How a run's stream is called. The prefix keeps it apart from streams of other kinds in the same store.</summary>
internal static class RunStream
{
    private const string Prefix = "run/";

    public static string Key(string runId) => Prefix + runId;

    public static string IdOf(string key) => key[Prefix.Length..];
}
