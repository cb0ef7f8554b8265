using Streaming.Testing;

namespace Streaming.Compose.Tests;

/// <summary>The same sources as another build.</summary>
internal static class Upgrade
{
    public static string TagAfter(string tag) => $"{tag}-next";

    /// <summary>Builds images that differ in their label, so that the engine takes every container for outdated.</summary>
    public static async Task BuildAsync(Stack stack)
    {
        var root = RepositoryRoot.Find();
        var next = TagAfter(stack.Project);
        await BuildAsync("streaming", next, Path.Combine(root, "compose", "Dockerfile"), root);
        var proxy = Path.Combine(root, "compose", "proxy");
        await BuildAsync("streaming-proxy", next, Path.Combine(proxy, "Dockerfile"), proxy);
    }

    private static Task<string> BuildAsync(string image, string tag, string file, string context) =>
        Docker.RunAsync("build", "--quiet", "--label", $"build={tag}", "--file", file, "--tag", $"{image}:{tag}", context);
}
