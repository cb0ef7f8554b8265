using System.Text.Json;
using Streaming.Embedded.Postgres;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>Training runs as an operator starts them: the real stages, on a small marketplace, on a private database.</summary>
public sealed class RunsCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task a_run_promotes_and_the_same_again_skips_every_stage()
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed, and this test uses one of its own");
        using var folder = new TemporaryFolder("runs");
        var environment = Environment(folder);
        var data = await GenerateAsync(environment, folder);

        using var first = await StartAsync(environment, data, "the first one");
        using var second = await StartAsync(environment, data, "the same again");
        using var plan = JsonDocument.Parse(
            await StreamingProcess.RunAsync(environment, 0, "runs", "plan", "--embedded", "--data", data, "--json")
        );
        var run = first.RootElement.GetProperty("run_id").GetString()!;
        var list = await StreamingProcess.RunAsync(environment, 0, "runs", "list", "--embedded");
        await StreamingProcess.RunAsync(environment, 0, "runs", "artifacts", run, "--out", folder.Below("artifacts"), "--embedded");

        Assert.Equal("promoted", first.RootElement.GetProperty("decision").GetProperty("decision").GetString());
        Assert.All(Stages(first), stage => Assert.Equal("completed", stage.GetProperty("state").GetString()));
        Assert.Equal(7, Stages(first).Count);
        Assert.All(Stages(second), stage => Assert.Equal("skipped", stage.GetProperty("state").GetString()));
        Assert.All(
            Stages(second),
            stage => Assert.Contains(run, stage.GetProperty("skipped_because").GetString(), StringComparison.Ordinal)
        );
        Assert.All(plan.RootElement.EnumerateArray(), stage => Assert.False(stage.GetProperty("works").GetBoolean()));
        Assert.Contains("the same again", list, StringComparison.Ordinal);
        foreach (var stage in Stages(first))
            Assert.True(Directory.Exists(folder.Below("artifacts", stage.GetProperty("stage").GetString()!)));
    }

    [Fact]
    public async Task a_killed_run_is_finished_by_the_next_command()
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed, and this test uses one of its own");
        using var folder = new TemporaryFolder("runs");
        var environment = Environment(folder);
        var data = await GenerateAsync(environment, folder);
        using (
            var killed = new StreamingProcess(environment, "runs", "start", "--embedded", "--wait", "--data", data, "--why", "to be killed")
        )
        {
            await Wait.Until(() => killed.Error.Contains("05-training", StringComparison.Ordinal), Patience);
        } // by SIGKILL

        using var next = await StartAsync(environment, data, "after the kill");
        using var all = JsonDocument.Parse(await StreamingProcess.RunAsync(environment, 0, "runs", "list", "--embedded", "--json"));

        var resumed = all
            .RootElement.EnumerateArray()
            .Single(run => run.GetProperty("request").GetProperty("why").GetString() == "to be killed");
        Assert.Equal("completed", resumed.GetProperty("state").GetString());
        Assert.Equal("promoted", resumed.GetProperty("decision").GetProperty("decision").GetString());
        Assert.All(Stages(next), stage => Assert.Equal("skipped", stage.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task a_run_that_a_gate_stopped_lists_the_rows_that_broke_the_rule()
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed, and this test uses one of its own");
        using var folder = new TemporaryFolder("runs");
        var environment = Environment(folder);
        var data = await GenerateAsync(environment, folder);
        var items = Path.Combine(data, "olist_order_items_dataset.csv");
        await File.WriteAllLinesAsync(
            items,
            (await File.ReadAllLinesAsync(items)).Select((line, at) => at % 50 == 1 ? WithPrice(line, "-12.5") : line)
        );

        using var stopped = JsonDocument.Parse(
            await StreamingProcess.RunAsync(
                environment,
                1,
                "runs",
                "start",
                "--embedded",
                "--wait",
                "--json",
                "--data",
                data,
                "--why",
                "prices below zero"
            )
        );
        var run = stopped.RootElement.GetProperty("run_id").GetString()!;
        using var findings = JsonDocument.Parse(
            await StreamingProcess.RunAsync(
                environment,
                0,
                "runs",
                "findings",
                run,
                "--embedded",
                "--dataset",
                "olist_order_items_dataset.csv",
                "--code",
                "bounds",
                "--limit",
                "3",
                "--json"
            )
        );

        Assert.Equal(
            ("02-validation", "failed"),
            (Stages(stopped)[^1].GetProperty("stage").GetString(), Stages(stopped)[^1].GetProperty("state").GetString())
        );
        Assert.Equal([2L, 52L, 102L], findings.RootElement.EnumerateArray().Select(row => row.GetProperty("line").GetInt64()));
        Assert.All(
            findings.RootElement.EnumerateArray(),
            row => Assert.Contains("-12.5", row.GetProperty("broken").ToString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task a_folder_without_tables_is_refused_in_words()
    {
        Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed, and this test uses one of its own");
        using var folder = new TemporaryFolder("runs");
        Directory.CreateDirectory(folder.Below("empty"));

        var said = await StreamingProcess.RunAsync(
            Environment(folder),
            1,
            "runs",
            "start",
            "--embedded",
            "--wait",
            "--json",
            "--data",
            folder.Below("empty"),
            "--why",
            "nothing there"
        );

        using var run = JsonDocument.Parse(said);
        Assert.Equal("failed", run.RootElement.GetProperty("state").GetString());
        Assert.Contains("olist_", Stages(run)[0].GetProperty("failure").ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Environment(TemporaryFolder folder) =>
        new()
        {
            ["STREAMING__Embedded__DataFolder"] = folder.Below("parts"),
            ["STREAMING__Trainer__WorkFolder"] = folder.Below("work"),
            ["STREAMING__Kafka__BootstrapServers"] = "127.0.0.1:1", // nobody is there: promotions are told later

            // A market this small is too noisy for the gates as they are shipped.
            ["STREAMING__Promotion__EceLimit"] = "0.5",
            ["STREAMING__Promotion__RocAucFloor"] = "0.5",
            ["STREAMING__Promotion__RedPrecisionFloor"] = "0",
            ["STREAMING__Promotion__BaselineGainFrom"] = "-1",
            ["STREAMING__Promotion__OpenRowsFrom"] = "1",
            ["STREAMING__Promotion__LatencyLimitMicroseconds"] = "1000000",
        };

    private static string WithPrice(string line, string price)
    {
        const int Price = 5;
        var cells = line.Split(',');
        cells[Price] = price;
        return string.Join(',', cells);
    }

    private static async Task<string> GenerateAsync(Dictionary<string, string?> environment, TemporaryFolder folder)
    {
        await StreamingProcess.RunAsync(environment, 0, "generate", "--orders", "3000", "--seed", "3", "--out", folder.Below("data"));
        return folder.Below("data");
    }

    private static async Task<JsonDocument> StartAsync(Dictionary<string, string?> environment, string data, string why) =>
        JsonDocument.Parse(
            await StreamingProcess.RunAsync(environment, 0, "runs", "start", "--embedded", "--wait", "--json", "--data", data, "--why", why)
        );

    private static List<JsonElement> Stages(JsonDocument run) => Stages(run.RootElement);

    private static List<JsonElement> Stages(JsonElement run) => [.. run.GetProperty("stages").EnumerateArray()];
}
