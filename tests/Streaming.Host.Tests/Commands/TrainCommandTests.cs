using System.Text.Json;
using Streaming.Host.Tests.Configuration;
using Streaming.Models;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    /// <summary>Small and quick; what the model is worth is measured elsewhere.</summary>
    private const string QuickParameters =
        "Training: { RollingFolds: 1, BootstrapDraws: 50, Candidates: { quick: { Family: fast_tree, Trees: 20 }, plain: { Family: "
        + "logistic, Trees: 3 } } }";

    private readonly TemporaryFolder folder = new("train");
    private readonly SettingsFolder settings = new("Policy: { Version: quick, GreenFrom: 0.8 }", QuickParameters);

    public TrainCommandTests() =>
        File.Copy(Path.Combine(RepositoryRoot.Find(), "ops", "config", "schema.yaml"), Path.Combine(settings.Path, "schema.yaml"));

    public void Dispose()
    {
        folder.Dispose();
        settings.Dispose();
    }

    [Fact]
    public async Task a_generated_marketplace_becomes_a_model_and_a_report()
    {
        var generated = await CommandLine.RunAsync("generate", "--orders", "4000", "--seed", "7", "--out", folder.Below("tables"));
        Assert.True(generated.ExitCode == ExitCodes.Ok, generated.Error);
        Assert.StartsWith("wrote 4,000 orders", generated.Output, StringComparison.Ordinal);

        var trained = await Train(folder.Below("tables"), folder.Below("model.bin"), "--json");
        Assert.True(trained.ExitCode == ExitCodes.Ok, trained.Error);
        var report = JsonElement.Parse(trained.Output);
        var sha256 = report.GetProperty("artifact").GetProperty("sha256").GetString();
        var model = ServingModel.Load(await File.ReadAllBytesAsync(folder.Below("model.bin")), sha256);
        Assert.Equal(("customer-satisfaction", "quick", 0.8), (model.Name, model.Policy.Version, model.Policy.GreenFrom));
        Assert.True(report.GetProperty("open").TryGetProperty("roc_auc", out _));
        Assert.NotEmpty(report.GetProperty("seconds").EnumerateObject());
        Assert.Equal(["model.bin"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task a_folder_without_tables_is_refused_and_nothing_is_written()
    {
        var run = await Train(folder.Path, folder.Below("model.bin"));
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("olist_orders_dataset.csv", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task an_output_that_cannot_be_written_is_refused_before_the_work()
    {
        var run = await Train(folder.Path, folder.Below("nowhere", "model.bin"));
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal(
            [$"streaming: --out is '{folder.Below("nowhere", "model.bin")}'; allowed: a file in a folder that exists"],
            run.ErrorLines
        );
    }

    [Fact]
    public async Task an_interrupted_training_leaves_no_file()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var run = await CommandLine.RunAsync(
            stopped.Token,
            "train",
            "--config",
            settings.Path,
            "--data",
            folder.Path,
            "--out",
            folder.Below("model.bin")
        );
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private Task<CommandLine> Train(string data, string file, params string[] more) =>
        CommandLine.RunAsync(["train", "--config", settings.Path, "--data", data, "--out", file, .. more]);
}
