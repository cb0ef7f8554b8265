using System.CommandLine;
using System.Text.Json;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;

namespace Streaming.Fuzz.Decoders;

/// <summary>What the worker did until its time was up or something happened that must not.</summary>
internal sealed record WorkerResult(long Inputs, long Accepted, int Branches, int Corpus, string? Fault);

/// <summary>The process that runs instrumented decoders; it may die of what it is fed, and the one that started it tells.</summary>
internal static class DecoderWorker
{
    public const string Name = "decode";
    private const int MarketOrders = 200;

    public static Command Command()
    {
        var seed = new Option<int>("--seed") { Required = true };
        var seconds = new Option<double>("--seconds") { Required = true };
        var input = new Option<string>("--input") { Description = "File that holds the input under way", Required = true };
        var command = new Command(Name, "Of the program itself: runs the instrumented decoders") { seed, seconds, input };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var result = Run(parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetRequiredValue(input));
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(result));
            return 0;
        });
        return command;
    }

    private static WorkerResult Run(int seed, TimeSpan time, string inputFile)
    {
        var coverage = new CoverageMap(); // first: instrumented code writes to it from its first branch on
        using var folder = new TemporaryFolder("fuzz-market");
        var tables = folder.Below("market");
        SyntheticMarketplace.Generate(MarketOrders, 1, tables);
        using var current = new CurrentInput(inputFile);
        var loop = new DecoderLoop(DecoderTarget.All(EventLog.Read(tables).Events), coverage, current, new Random(seed));
        var fault = loop.Run(time);
        return new WorkerResult(loop.Inputs, loop.Accepted, loop.Branches, loop.CorpusSize, fault?.What);
    }
}
