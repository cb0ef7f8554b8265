using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Testing;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>Runs the first stages on a folder of tables as a run would: each stage's outputs are the next one's inputs.</summary>
internal sealed class StageRun : IDisposable
{
    private readonly TemporaryFolder folder = new("stages");

    /// <summary>Audit events, in the order in which they were told.</summary>
    public List<object> Told { get; } = [];

    /// <summary>The shipped rules.</summary>
    public static MarketSchema Schema(params (string Old, string New)[] changes)
    {
        using var settings = new TemporaryFolder("schema");
        var yaml = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "ops", "config", MarketSchema.FileName));
        foreach (var (old, replacement) in changes)
            yaml = yaml.Replace(old, replacement, StringComparison.Ordinal);
        File.WriteAllText(settings.Below(MarketSchema.FileName), yaml);
        return SchemaFile.Load(settings.Path);
    }

    public void Ingest(string tables, MarketSchema? schema = null) => Run(new IngestionStage(new TableSource(tables, schema ?? Schema())));

    public void Ingest(IIngestionSource source) => Run(new IngestionStage(source));

    public void Validate(MarketSchema? schema = null) => Run(new ValidationStage(schema ?? Schema()));

    public string Artifact(string name) => folder.Below(name.Split('/'));

    public IReadOnlyDictionary<string, byte[]> Outputs(string stage) =>
        Directory.GetFiles(folder.Below(stage)).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);

    /// <summary>Replaces text in a table.</summary>
    public static void Change(string tables, string table, string old, string replacement)
    {
        var path = Path.Combine(tables, table);
        var text = File.ReadAllText(path);
        Xunit.Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Replaces the reviews: five stars at the moment of delivery, for some of the delivered orders.</summary>
    public static void Review(string tables, Func<int, bool> chosen)
    {
        var rows = File.ReadLines(Path.Combine(tables, TableNames.Orders))
            .Select(line => line.Replace("\"", "", StringComparison.Ordinal).Split(','))
            .Where(cells => cells[2] == "delivered" && cells[6].Length > 0);
        File.WriteAllText(
            Path.Combine(tables, TableNames.Reviews),
            "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp\n"
                + string.Concat(rows.Where((_, i) => chosen(i)).Select((cells, i) => $"r{i},{cells[0]},5,,,{cells[6]},{cells[6]}\n"))
        );
    }

    public void Dispose() => folder.Dispose();

    private void Run(IStage stage)
    {
        var output = folder.Below(stage.Name);
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        Directory.CreateDirectory(output);
        stage.Run(new StageContext(folder.Path, output, Told.Add, new Progress()), Xunit.TestContext.Current.CancellationToken);
    }

    private sealed class Progress : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => Xunit.Assert.InRange(value.Done, 0, 1);
    }
}
