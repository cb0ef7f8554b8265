using System.CommandLine;
using System.Globalization;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Host.Configuration;
using Streaming.Host.Scoring;
using Streaming.Kafka.Registry;
using Streaming.Replays.Proofs;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Commands;

/// <summary><c>prove</c>: recomputes published decisions from what they name.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var order = new Option<string?>("--order") { Description = "Prove every decision about this order", HelpName = "ID" };
        var sample = new Option<int?>("--sample")
        {
            Description = "Prove so many decisions, picked from all, 1 to 1000000",
            HelpName = "N",
        }.Within(1, 1_000_000);
        var seed = new Option<long>("--seed")
        {
            Description = "Picks the sample; the same log and seed give the same one",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        }.AnyNumber();
        var deep = new Option<bool>("--deep")
        {
            Description = "The feature vector too, from the artifact's histories and the events of the input topics",
        };
        var topics = new Option<string?>("--bootstrap", "--topics")
        {
            Description = "Kafka brokers instead of those of config.yaml",
            HelpName = "HOST:PORT",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of lines" };
        var command = new Command(
            "prove",
            "Recomputes decisions from what they name and compares every value bit for bit. "
                + "Exit code 0 when all are equal, 1 when one differs, 3 when one cannot be proved."
        )
        {
            order,
            sample,
            seed,
            deep,
            topics,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.IsGiven(order) == result.IsGiven(sample))
                result.AddError("give either --order ID or --sample N");
        });
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    async () =>
                    {
                        var settings = CommandOptions.LoadSettings(parsed, topics);
                        var scorer = settings.Scorer.ToScorerSettings(settings.Kafka.ToClientConfig());
                        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                        await using var audit = settings.OpenAudit(TimeProvider.System);
                        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

                        var search = new DecisionSearch(scorer, registry);
                        var found = parsed.GetValue(order) is { } id
                            ? search.ByOrder(id, stop)
                            : search.Sample(parsed.GetValue(sample)!.Value, parsed.GetValue(seed), stop);
                        foreach (var left in search.LeftOut.Lines)
                            await error.WriteLineAsync(left);
                        if (found.Count == 0)
                        {
                            var about = parsed.GetValue(order) is { } unknown ? $" about order '{unknown}'" : "";
                            await error.WriteLineAsync(
                                $"streaming: cannot be proved: {scorer.NameOf(Contracts.Topics.SatisfactionScored)} holds no "
                                    + $"decision{about} that can be read"
                            );
                            return ExitCodes.Unprovable;
                        }

                        using var line = new ProgressLine(error, TimeProvider.System);
                        var progress = new ProgressReporter<long>(records =>
                            line.Show(null, string.Create(CultureInfo.InvariantCulture, $"read {records:N0} records"))
                        );
                        var prover = new Prover(
                            scorer,
                            registry,
                            new ArtifactCache(settings.Scorer.ArtifactCache, audit.Artifacts.FindAsync)
                        );
                        var proofs = await prover.ProveAsync(found, parsed.GetValue(deep), progress, stop);
                        line.Dispose();
                        foreach (var left in prover.LeftOut.Lines)
                            await error.WriteLineAsync(left);
                        var report = new ProofReport(proofs, parsed.GetValue(deep), search.LeftOut.Count);
                        if (parsed.GetValue(json))
                            output.WriteLine(report.ToJson());
                        else
                            report.Write(output);
                        return report.ExitCode;
                    },
                    stop
                )
        );
        return command;
    }
}
