using System.Text.RegularExpressions;
using Streaming.Testing;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Streaming.Host.Tests.Compose;

/// <summary>compose/compose.yaml, read as plain maps and lists, with its anchors merged.</summary>
internal sealed partial class ComposeFile
{
    private readonly Dictionary<object, object?> root;

    public ComposeFile()
    {
        var parser = new MergingParser(new Parser(File.OpenText(System.IO.Path.Combine(Folder, "compose.yaml"))));
        root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(parser);
    }

    /// <summary>The folder that paths in the file are relative to.</summary>
    public static string Folder => System.IO.Path.Combine(RepositoryRoot.Find(), "compose");

    public IReadOnlyDictionary<string, Dictionary<object, object?>> Services =>
        Map(root["services"]).ToDictionary(s => (string)s.Key, s => Map(s.Value));

    public IEnumerable<string> Volumes => Map(root["volumes"]).Keys.Cast<string>();

    /// <summary>The services that are this program.</summary>
    public IEnumerable<KeyValuePair<string, Dictionary<object, object?>>> OwnServices =>
        Services.Where(s => ImageOf(s.Value) == "streaming:local");

    public static string ImageOf(Dictionary<object, object?> service) => Chosen((string)service["image"]!);

    public static Dictionary<object, object?> Map(object? node) => (Dictionary<object, object?>)node!;

    public static IEnumerable<string> List(object? node) => node is null ? [] : ((List<object>)node).Cast<string>();

    /// <summary>The variables of a service, with the default in place of <c>${NAME:-default}</c>; those that name a secret's file name one
    /// that is there.</summary>
    public static Dictionary<string, string> Environment(Dictionary<object, object?> service) =>
        service.TryGetValue("environment", out var node)
            ? Map(node)
                .ToDictionary(
                    v => (string)v.Key,
                    v =>
                        ((string)v.Key).EndsWith("_FILE", StringComparison.Ordinal)
                            ? System.IO.Path.Combine(Folder, "compose.yaml")
                            : Chosen((string)v.Value!)
                )
            : [];

    /// <summary>What stands where the user has chosen nothing.</summary>
    public static string Chosen(string text) => Variable().Replace(text, choice => choice.Groups[1].Value);

    [GeneratedRegex(@"\$\{[A-Z_]+:-([^}]*)\}")]
    private static partial Regex Variable();
}
