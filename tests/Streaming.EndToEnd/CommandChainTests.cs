using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Registry;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The commands as an operator chains them on real parts: topics, generate, train, promote, run, replay, score.</summary>
public sealed class CommandChainTests(KafkaFixture kafka, PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task a_promoted_model_scores_a_replay_and_the_topics_score_the_same_in_a_batch()
    {
        var database = await postgres.CreateDatabaseAsync("chain");
        var broker = await kafka.BootstrapServersAsync();
        await using var registry = await EmbeddedRegistry.StartAsync(
            database,
            NullLogger.Instance,
            cancellation: TestContext.Current.CancellationToken
        );
        using var folder = new TemporaryFolder("chain");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database);
        var environment = new Dictionary<string, string?>
        {
            ["STREAMING__Kafka__BootstrapServers"] = broker,
            ["STREAMING__SchemaRegistry__Url"] = registry.Url,
            ["STREAMING__Postgres__Password"] = connection.Password,
            ["STREAMING__Postgres__ConnectionString"] = Without(connection),
            ["STREAMING__Listen__Port"] = "0",
            ["STREAMING__Scorer__ArtifactCache"] = folder.Below("cache"),
        };
        string data = folder.Below("data"),
            model = folder.Below("a.model");

        await StreamingProcess.RunAsync(environment, 0, "topics", "create");
        await StreamingProcess.RunAsync(environment, 0, "generate", "--orders", "2000", "--seed", "3", "--out", data);
        await StreamingProcess.RunAsync(environment, 0, "train", "--data", data, "--out", model, "--json");
        await StreamingProcess.RunAsync(environment, 0, "models", "promote", model, "--why", "the first one");
        await StreamingProcess.RunAsync(environment, 2, "models", "promote", model, "--why", "the same again");
        using var run = new StreamingProcess(environment, "run");
        await StreamingProcess.RunAsync(environment, 0, "replay", "--data", data, "--bootstrap", broker);
        await StreamingProcess.RunAsync(
            environment,
            0,
            "score",
            "--data",
            data,
            "--model",
            model,
            "--out",
            folder.Below("tables.csv"),
            "--vectors",
            folder.Below("tables.vectors")
        );
        await StreamingProcess.RunAsync(
            environment,
            0,
            "score",
            "--topics",
            broker,
            "--model",
            model,
            "--out",
            folder.Below("topics.csv"),
            "--vectors",
            folder.Below("topics.vectors")
        );

        Assert.Equal(await File.ReadAllBytesAsync(folder.Below("tables.csv")), await File.ReadAllBytesAsync(folder.Below("topics.csv")));
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.Below("tables.vectors")),
            await File.ReadAllBytesAsync(folder.Below("topics.vectors"))
        );
        var delivered = (await File.ReadAllLinesAsync(folder.Below("tables.csv"))).Length - 1;
        await Wait.Until(async () => await PredictionsAsync(run) == delivered, Patience);
        Assert.True(await IsReadyAsync(run));
        Assert.Contains(
            "100 equal, 0 different, 0 not provable",
            await StreamingProcess.RunAsync(environment, 0, "prove", "--sample", "100", "--deep"),
            StringComparison.Ordinal
        );
        await StreamingProcess.RunAsync(environment, 3, "prove", "--order", "unknown", "--topics", broker);
        Assert.Contains("the first one", await StreamingProcess.RunAsync(environment, 0, "models", "list"), StringComparison.Ordinal);
        Assert.Equal(0, await run.StopAsync());
    }

    private static string Without(Npgsql.NpgsqlConnectionStringBuilder connection) =>
        new Npgsql.NpgsqlConnectionStringBuilder(connection.ConnectionString) { Password = null }.ConnectionString;

    /// <summary>The address that the process says it listens on.</summary>
    private static string AddressOf(StreamingProcess run)
    {
        const string before = "Listening on ";
        var line = run.Error.Split('\n').First(text => text.Contains(before, StringComparison.Ordinal));
        return line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(": /metrics")[0];
    }

    private static async Task<double> PredictionsAsync(StreamingProcess run)
    {
        Assert.False(run.HasExited, run.Error);
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(new Uri(AddressOf(run)), "/metrics"));
        return metrics
            .Split('\n')
            .Where(line => line.StartsWith("predictions_total{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static async Task<bool> IsReadyAsync(StreamingProcess run)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(AddressOf(run)), "/health/ready"));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(5, body.RootElement.GetProperty("checks").GetArrayLength());
        return answer.IsSuccessStatusCode;
    }
}
