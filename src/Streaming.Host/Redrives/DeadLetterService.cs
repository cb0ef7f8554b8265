using System.Runtime.CompilerServices;
using System.Text;
using Streaming.Audit;
using Streaming.Console.DeadLetters;
using Streaming.Contracts;
using Streaming.Host.Configuration;
using Streaming.Replays;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Redrives;

/// <summary>For the pages: dead letters with the code of the commands <c>deadletters</c>.</summary>
/// <param name="settings">Of the scorers: topics, group, clients.</param>
/// <param name="listing">Reads the topic.</param>
/// <param name="redrive">Releases.</param>
/// <param name="audit">Where releases are recorded.</param>
/// <param name="later">Keeps those that could not be recorded.</param>
/// <param name="log">What an operator reads.</param>
internal sealed class DeadLetterService(
    ScorerSettings settings,
    DeadLetterListing listing,
    Redrive redrive,
    AuditStore audit,
    UnrecordedRedrives later,
    ILogger<DeadLetterService> log
) : IDeadLetters
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterEntry>> ReadAsync(CancellationToken cancellation) =>
        Task.Run<IReadOnlyList<DeadLetterEntry>>(
            () =>
            {
                var index = listing.Read(cancellation);
                return
                [
                    .. index
                        .Sequences.SelectMany(sequence => sequence.Letters.Select(letter => Entry(letter, sequence)))
                        .Concat(index.WithoutKey.Select(letter => Entry(letter, null)))
                        .OrderByDescending(letter => letter.FailedAt)
                        .ThenByDescending(letter => letter.Place.Offset),
                ];
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<string?> ShowAsync(LetterPlace place, bool withCustomers, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                var index = listing.Read(cancellation);
                var sequence = index.Sequences.FirstOrDefault(one =>
                    one.Partition == place.Partition && one.Letters.Any(letter => letter.Offset == place.Offset)
                );
                if (
                    sequence is null
                    && !index.WithoutKey.Any(letter => (letter.Partition, letter.Offset) == (place.Partition, place.Offset))
                )
                    return null;
                using var reader = listing.OpenReader();
                var letter = reader.Read(place.Partition, [place.Offset], cancellation).Single();
                var text = new StringWriter();
                listing.View().Write(letter, sequence, withCustomers, text);
                return text.ToString();
            },
            cancellation
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReleasedOrder> ReleaseAsync(
        ReleaseRequest request,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var asked = new RedriveRequest
        {
            Selection = new LetterSelection { OrderId = request.Scope.OrderId, Reason = request.Scope.Reason },
            By = request.By,
            Why = request.Why,
            DryRun = request.IsDry,
            DiscardInvalid = request.DiscardsInvalid,
        };
        var orders = redrive.RunAsync(asked, cancellation);
        if (!request.IsDry)
        {
            var notes = new LogWriter(log);
            await later.RecordAsync(audit, notes, cancellation);
            var begun = RecordedRedrive.Begun(asked, settings.NameOf(Topics.OrderDeliveredDeadLetters));
            orders = new RecordedRedrive(audit, later, request.Id, begun, notes).RunAsync(orders, cancellation);
        }

        await foreach (var order in orders)
        {
            yield return new ReleasedOrder(
                order.Key,
                order.End == RedriveEnd.Released,
                order.Message,
                [.. order.Letters.Where(letter => letter.Outcome == "scored").Select(letter => letter.Tier ?? "unknown")],
                order.Letters.Count(letter => letter.Outcome == "discarded")
            );
        }
    }

    private static DeadLetterEntry Entry(LetterEntry letter, LetterSequence? sequence) =>
        new(
            new LetterPlace(letter.Partition, letter.Offset),
            KeyText.Of(letter.Key),
            letter.Reason,
            letter.Message,
            letter.FailedAt,
            sequence is null ? LetterState.WithoutKey
                : letter.Offset > sequence.ReleasedThrough ? LetterState.Parked
                : LetterState.Released
        )
        {
            CameFrom = letter.Original is { } from ? $"{from.Topic} partition {from.Partition.Value} offset {from.Offset.Value}" : null,
            Attempts = sequence?.Attempts ?? 0,
        };

    /// <summary>What a command tells on standard error.</summary>
    private sealed class LogWriter(ILogger log) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => log.LogWarning("{Note}", value);

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
