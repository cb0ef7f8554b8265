using Streaming.Marketplace.Synthetic;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class PathRulesTests : IDisposable
{
    private readonly TemporaryFolder folder = new("paths");

    public PathRulesTests()
    {
        File.WriteAllText(folder.Below("file"), "x");
        Directory.CreateDirectory(folder.Below("folder"));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Commands with one path wrong: the words before it, its option, what is given, what is said.</summary>
    public static TheoryData<string, string, string, string> Wrong =>
        new()
        {
            { "generate --orders 5", "--out", "", "which is empty; allowed: a folder that can be written" },
            { "generate --orders 5", "--out", "file", "a file; allowed: a folder that can be written" },
            { "generate --orders 5", "--out", "file/below", "is a file); allowed: a folder that can be written" },
            { "train --data folder", "--out", "", "which is empty; allowed: a file in a folder that exists" },
            { "train --data folder", "--out", "folder", "a folder; allowed: a file in a folder that exists" },
            { "train --data folder", "--out", "nowhere/model", "; allowed: a file in a folder that exists" },
            { "train --out new", "--data", "", "which is empty; allowed: a folder that exists" },
            { "train --out new", "--data", "file", "a file; allowed: a folder that exists" },
            { "train --out new", "--data", "nowhere", "which does not exist; allowed: a folder that exists" },
            { "score --data folder --out new", "--model", "", "which is empty; allowed: a file that exists" },
            { "score --data folder --out new", "--model", "folder", "a folder; allowed: a file that exists" },
            { "score --data folder --out new", "--model", "nowhere", "which does not exist; allowed: a file that exists" },
            { "score --data folder --model file", "--out", "", "which is empty; allowed: a file that can be written" },
            { "score --data folder --model file", "--out", "folder", "a folder; allowed: a file that can be written" },
            { "score --data folder --model file", "--out", "folder/", "a folder; allowed: a file that can be written" },
            { "score --data folder --model file", "--out", "file/below", "is a file; allowed: a file that can be written" },
            { "score --data folder --model file --out new", "--vectors", "folder", "a folder; allowed: a file that can be written" },
            { "score --data folder --model file --out new", "--vectors", "new", "which --out names too; allowed: a file of its own" },
            { "score --data folder --out new", "--vectors", "", "which is empty; allowed: a file that can be written" },
            { "score --data folder --model file", "--out", "file", "which --model names too; allowed: a file of its own" },
            { "replay", "--data", "file", "a file; allowed: a folder that exists" },
            { "demo", "--data", "nowhere", "which does not exist; allowed: a folder that exists" },
            { "runs plan", "--data", "", "which is empty; allowed: a folder" },
            { "runs artifacts x", "--out", "file", "a file; allowed: a folder that can be written" },
            { "audit export", "--out", "folder", "a folder; allowed: a file in a folder that exists" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task a_wrong_path_is_found_before_any_work(string before, string option, string path, string said)
    {
        string[] words = [.. before.Split(' ').Select(Placed)];
        var run = await CommandLine.RunAsync([
            .. words,
            .. words.Contains("score") && !words.Contains("--model") && option != "--model"
                ? ["--model", Placed("file")]
                : Array.Empty<string>(),
            option,
            Placed(path),
        ]);
        Assert.Equal((ExitCodes.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(
            run.ErrorLines,
            line =>
                line.StartsWith($"streaming: {option} is '{Placed(path)}'", StringComparison.Ordinal)
                && line.Contains(said.Replace(")", "", StringComparison.Ordinal), StringComparison.Ordinal)
        );
        Assert.Equal(
            ["file", "folder"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task a_result_is_not_written_over_a_table_of_its_input()
    {
        File.WriteAllText(folder.Below(Path.Combine("folder", "olist_orders_dataset.csv")), "x");
        var run = await CommandLine.RunAsync(
            "score",
            "--data",
            Placed("folder"),
            "--model",
            Placed("file"),
            "--out",
            folder.Below(Path.Combine("folder", "olist_orders_dataset.csv"))
        );
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("which --data names too", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_place_that_takes_no_file_is_refused()
    {
        var run = await CommandLine.RunAsync("score", "--data", Placed("folder"), "--model", Placed("file"), "--out", "/proc/scores.csv");
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.StartsWith("streaming: --out is '/proc/scores.csv'", run.Error, StringComparison.Ordinal);
    }

    private string Placed(string word) => word.Split('/')[0] is "file" or "folder" or "new" or "nowhere" ? folder.Below(word) : word;
}
