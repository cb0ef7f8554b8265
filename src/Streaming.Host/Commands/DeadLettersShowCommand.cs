using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.DeadLetters;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>deadletters show</c>: one dead letter, or all of one order, with everything that is known.</summary>
internal static class DeadLettersShowCommand
{
    public static Command Create()
    {
        var (order, partition, offset) = (DeadLettersCommand.Order(), DeadLettersCommand.Partition(), DeadLettersCommand.Offset());
        var customers = new Option<bool>("--with-customers")
        {
            Description = "Show the customer's ids, and 512 instead of 16 bytes of what cannot be decoded",
        };
        var (bootstrap, json) = (CommandOptions.Bootstrap(), ModelsCommand.AsJson());
        var command = new Command(
            "show",
            "Shows dead letters in full: headers, reason, the decoded event or its first bytes, and what a redrive would do now."
        )
        {
            order,
            partition,
            offset,
            customers,
            bootstrap,
            json,
        };
        command.Validators.Add(result =>
        {
            var isLetter = result.IsGiven(partition) && result.IsGiven(offset);
            if (result.IsGiven(partition) != result.IsGiven(offset) || result.IsGiven(order) == isLetter)
                result.AddError("give either --order ID or --partition N --offset N");
        });
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    () =>
                    {
                        var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                        var scorer = DeadLettersCommand.SettingsOf(settings);
                        var book = DeadLettersCommand.Read(scorer, registry, stop);
                        var found = Find(book, parsed.GetValue(order), parsed.GetValue(partition), parsed.GetValue(offset));
                        using var reader = new LetterReader(scorer);
                        var view = new LetterView(registry);
                        var output = parsed.InvocationConfiguration.Output;
                        var shown = new JsonArray();
                        foreach (var group in found.GroupBy(letter => letter.Entry.Partition))
                        {
                            var letters = reader.Read(group.Key, [.. group.Select(letter => letter.Entry.Offset)], stop);
                            foreach (var (letter, sequence) in letters.Zip(group.Select(letter => letter.Sequence)))
                            {
                                if (parsed.GetValue(json))
                                {
                                    shown.Add(view.ToJson(letter, sequence, parsed.GetValue(customers)));
                                    continue;
                                }

                                view.Write(letter, sequence, parsed.GetValue(customers), output);
                                output.WriteLine();
                            }
                        }

                        if (parsed.GetValue(json))
                            output.WriteLine(new JsonObject { ["dead_letters"] = shown }.ToJsonString(ModelsCommand.Json));

                        return ExitCodes.Ok;
                    },
                    stop
                )
        );
        return command;
    }

    private static List<(LetterEntry Entry, LetterSequence? Sequence)> Find(
        DeadLetterBook book,
        string? order,
        int? partition,
        long? offset
    )
    {
        var all = book
            .Sequences.SelectMany(sequence => sequence.Letters.Select(letter => (Entry: letter, Sequence: (LetterSequence?)sequence)))
            .Concat(book.WithoutKey.Select(letter => (Entry: letter, Sequence: (LetterSequence?)null)));
        var key = order is null ? null : Encoding.UTF8.GetBytes(order);
        var found = all.Where(letter =>
                key is not null
                    ? letter.Sequence is { } sequence && sequence.Key.AsSpan().SequenceEqual(key)
                    : letter.Entry.Partition == partition && letter.Entry.Offset == offset
            )
            .ToList();
        if (found.Count > 0)
            return found;
        throw new BadInputException(
            key is not null
                ? $"--order is '{order}'; no dead letter has that key"
                : $"--partition is {partition} and --offset is {offset}; there is no dead letter"
        );
    }
}
