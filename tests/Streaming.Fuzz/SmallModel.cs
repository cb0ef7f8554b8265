using Streaming.Audit.Models;
using Streaming.Host;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Fuzz;

/// <summary>A generated marketplace and a model trained on it in seconds, made with the program's own commands.</summary>
internal static class SmallModel
{
    private const string Orders = "1500";

    private const string Parameters = """
        Training:
          RollingFolds: 1
          BootstrapDraws: 50
          MinimumDeliveries: 200
          Candidates:
            small: { Family: light_gbm, Trees: 40 }
          Search:
            Candidate: ""
        """;

    /// <summary>Leaves <c>market/</c>, <c>config/</c> and <c>small.model</c> in the folder.</summary>
    public static async Task<SmallModelFiles> MakeAsync(string folder, CancellationToken stop)
    {
        var files = new SmallModelFiles(
            Path.Combine(folder, "market"),
            Path.Combine(folder, "config"),
            Path.Combine(folder, "small.model")
        );
        Directory.CreateDirectory(files.Config);
        foreach (var file in Directory.EnumerateFiles(RepositoryConfig.Folder, "*.yaml"))
            File.Copy(file, Path.Combine(files.Config, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(files.Config, "params.yaml"), Parameters, stop);
        await RunAsync(["generate", "--orders", Orders, "--seed", "5", "--out", files.Market], stop);
        await RunAsync(["train", "--data", files.Market, "--out", files.Model, "--config", files.Config], stop);
        return files;
    }

    private static async Task RunAsync(string[] arguments, CancellationToken stop)
    {
        using var said = new StringWriter();
        var exitCode = await StreamingProgram.RunAsync(arguments, said, said, stop);
        if (exitCode != 0)
            throw new InvalidOperationException($"streaming {string.Join(' ', arguments)} ended with {exitCode}: {said}");
    }
}

/// <param name="Market">Folder of tables.</param>
/// <param name="Config">Folder of settings.</param>
/// <param name="Model">The artifact.</param>
internal sealed record SmallModelFiles(string Market, string Config, string Model);
