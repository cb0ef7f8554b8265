namespace Streaming.Audit.Models;

/// <summary>How a model's stream is called. The prefix keeps it apart from streams of other kinds in the same store.</summary>
internal static class ModelStream
{
    public const string Prefix = "model/";

    public static string Key(string modelName) => Prefix + modelName;

    public static string NameOf(string key) => key[Prefix.Length..];
}
