using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Scorer.Deliveries;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Deliveries;

/// <summary>One contract in two places: what training's validation leaves out, and what it flags, is what the live scorer dead-letters and
/// counts.</summary>
public sealed class SameContractTests : IDisposable
{
    private const int BrokenCells = 120;

    private static readonly string[] Oddities =
    [
        "",
        " ",
        "x",
        "0",
        "-1",
        "-0.5",
        "7",
        "1e12",
        "NaN",
        "99999999999",
        "1970-01-01 00:00:00",
        "2016-01-01 00:00:00",
        "2018-12-31 23:59:59",
        "2150-01-01 00:00:00",
        "delivered",
        "\"" + new string('y', 5_000) + "\"",
    ];

    private readonly TemporaryFolder folder = new("contract");
    private readonly InMemorySchemaRegistry registry = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void validation_rejects_exactly_what_the_scorer_dead_letters_and_flags_what_it_counts(int seed)
    {
        var schema = Schema();
        Ingest(schema, seed);
        var events = IngestedLog.Read(folder.Below(IngestedLog.Artifact.Split('/'))).ToList();
        var rejected = RejectedEvents.Read(folder.Below(RejectedEvents.Artifact.Split('/')));
        var deadLettered = Enumerable
            .Range(0, events.Count)
            .Where(place => !IsTaken(events[place]))
            .Select(place => (long)place)
            .ToHashSet();
        Assert.Equal(deadLettered.Order(), rejected.Order());
        Assert.InRange(deadLettered.Count, 5, events.Count / 2); // else this test tests nothing

        var counted = new Dictionary<(string Field, string Code), long>();
        foreach (
            var order in events
                .Where((occurred, place) => occurred.Delivery is not null && !rejected.Contains(place))
                .Select(occurred => occurred.Delivery!)
        )
        {
            var counts = new FlagCounts(); // a row counts once, however many of its items are flagged
            schema.OrderRules.Judge(order, counts);
            foreach (var (field, fault, _) in counts.Counted())
                counted[(OrderFields.Names[(int)field], fault.Code())] =
                    counted.GetValueOrDefault((OrderFields.Names[(int)field], fault.Code())) + 1;
        }

        var report = ValidationReport.Read(folder.Below(ValidationReport.Artifact.Split('/')));
        var flagged = report
            .Datasets.Single(dataset => dataset.Dataset == Topics.OrderDelivered.Name)
            .Checks.Where(check => check.Severity == Severity.Flag.Name());
        Assert.Equal(
            counted.OrderBy(count => count.Key).Select(count => (count.Key, count.Value)),
            flagged.Select(check => ((check.Column, check.Code), check.Count)).OrderBy(count => count.Item1)
        );
    }

    /// <summary>What the scoring loop and the histories ask of every record.</summary>
    private bool IsTaken(MarketEvent occurred)
    {
        var decoder = new InputDecoder(registry);
        var topic = occurred.Delivery is null ? Topics.ReviewSubmitted.Name : Topics.OrderDelivered.Name;
        var context = new SerializationContext(MessageComponentType.Value, topic);
        var record = new ConsumeResult<byte[], byte[]>
        {
            Topic = topic,
            Message = new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(occurred.OrderId),
                Timestamp = new Timestamp(
                    Math.Clamp(occurred.RecordedAt.Milliseconds, 1_000_000_000_000, 4_000_000_000_000),
                    TimestampType.CreateTime
                ),
                Value = occurred.Delivery is { } delivery
                    ? new AvroSerializer<OrderDelivered>(registry).Serialize(delivery, context)
                    : new AvroSerializer<ReviewSubmitted>(registry).Serialize(occurred.Review!, context),
            },
        };
        try
        {
            _ = occurred.Delivery is null ? (object)decoder.Review(record) : decoder.Delivery(record);
            return true;
        }
        catch (ContractException)
        {
            return false;
        }
    }

    private void Ingest(MarketSchema schema, int seed)
    {
        var tables = folder.Below("tables");
        SyntheticMarketplace.Generate(200, seed, tables, null, CancellationToken.None);
        Break(tables, new Random(seed));
        Run(new IngestionStage(new TableSource(tables, schema)));
        try
        {
            Run(new ValidationStage(schema));
        }
        catch (StageException)
        {
            // Far more is broken than any gate allows. What it has judged is there.
        }
    }

    private void Run(IStage stage)
    {
        Directory.CreateDirectory(folder.Below(stage.Name));
        stage.Run(new StageContext(folder.Path, folder.Below(stage.Name), _ => { }, new Silent()), CancellationToken.None);
    }

    /// <summary>Puts something odd into cells of every table, but for the comments: they hold commas.</summary>
    private static void Break(string tables, Random random)
    {
        var rows = TableNames
            .Required.Where(table => table != TableNames.Reviews)
            .ToDictionary(table => table, table => File.ReadAllLines(Path.Combine(tables, table)));
        for (var i = 0; i < BrokenCells; i++)
        {
            var (_, lines) = rows.ElementAt(random.Next(rows.Count));
            var line = 1 + random.Next(lines.Length - 1);
            var cells = lines[line].Split(',');
            cells[random.Next(cells.Length)] = Oddities[random.Next(Oddities.Length)];
            lines[line] = string.Join(',', cells);
        }

        foreach (var (table, lines) in rows)
            File.WriteAllText(Path.Combine(tables, table), string.Join('\n', lines) + "\n");
    }

    private static MarketSchema Schema()
    {
        using var settings = new TemporaryFolder("schema");
        var yaml = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "ops", "config", MarketSchema.FileName));
        File.WriteAllText(
            settings.Below(MarketSchema.FileName),
            yaml.Replace("Unreadable: 0.001", "Unreadable: 1", StringComparison.Ordinal)
        );
        return SchemaFile.Load(settings.Path);
    }

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value) { }
    }
}
