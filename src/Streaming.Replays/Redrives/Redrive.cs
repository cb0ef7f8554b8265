using System.Globalization;
using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Prometheus;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Replays.DeadLetters;
using Streaming.Scorer;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Scores;
using Streaming.Scorer.Transactions;

namespace Streaming.Replays.Redrives;

/// <summary>
/// Releases parked orders, one after the other: the whole sequence of an order is validated and scored with the model in service, and
/// published together with its
/// release in one transaction, or not at all. Scorers may run meanwhile: what they park behind the last released letter stays parked.
/// </summary>
public sealed class Redrive
{
    /// <summary>The instance name that all redrives of a group share, and with it the transactional id; no scorer may bear it.</summary>
    public const string InstanceName = "redrive";

    private readonly ScorerSettings settings;
    private readonly ISchemaRegistry registry;
    private readonly ModelSource source;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly AvroSerializer<DeadLettersRedriven> releases;

    /// <param name="settings">Of the scorers; the instance's name is another.</param>
    /// <param name="registry">Schemas.</param>
    /// <param name="artifacts">Where the model comes from.</param>
    /// <param name="time">Of waits and releases.</param>
    /// <param name="log">What an operator reads.</param>
    /// <param name="decisions">The audit trail's decisions; null believes the topic alone.</param>
    public Redrive(
        ScorerSettings settings,
        ISchemaRegistry registry,
        ArtifactCache artifacts,
        TimeProvider time,
        ILogger log,
        DecisionSource? decisions = null
    )
    {
        this.settings = settings with { Instance = InstanceName };
        this.registry = registry;
        source = new ModelSource(artifacts, decisions);
        this.time = time;
        this.log = log;
        releases = new AvroSerializer<DeadLettersRedriven>(registry);
    }

    /// <summary>Where a test puts itself between the decision about an order and its transaction.</summary>
    internal Action<string> BeforePublishing { get; init; } = _ => { };

    /// <summary>Redrives what is selected, in the order of the dead letters; each result comes after its transaction.</summary>
    /// <exception cref="RedriveRefusedException">The order or the letter that was named is not there.</exception>
    /// <exception cref="RedriveFailedException">No model is in service, or another redrive has begun: what was released stays
    /// released.</exception>
    /// <exception cref="TopicLayoutException">The topics do not fit together.</exception>
    /// <exception cref="RegistryUnavailableException">No letter is at fault.</exception>
    /// <exception cref="KafkaException">No letter is at fault.</exception>
    public async IAsyncEnumerable<RedrivenOrder> RunAsync(RedriveRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        var metrics = new ScorerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        var inService = new ModelInService(settings, registry, source, metrics, time, log);
        var served = await inService.FindAsync(stop).ConfigureAwait(false);

        // First fence other redrives, then read: what they have released is decided from here on.
        using var output = request.DryRun ? null : new RedriveOutput(settings, log);
        var book = new DeadLetterIndex(settings.NameOf(Topics.OrderDelivered));
        using var follower = new DeadLetterFollower(settings, registry, book, time, log);
        follower.CatchUp(stop);
        if (output is not null)
            TakeAwayOutlived(book, output, stop);
        var selected = Select(book, request.Selection);
        if (selected.Count == 0)
            yield break;

        var intake = new HistoryIntake(served.Model.LoadHistories(), book.Refused, new InputDecoder(registry), metrics, log);
        using var histories = new HistoryFollower(settings, intake, metrics, time, log);
        histories.ReadToEnd(stop);
        using var reader = new LetterReader(settings);
        var scorer = new LetterScorer(settings, registry, histories, book.Refused, served, time);
        var pause = TimeSpan.Zero;
        foreach (var sequence in selected)
        {
            if (sequence.IsParked)
            {
                await Task.Delay(pause, time, stop).ConfigureAwait(false);
                pause = TimeSpan.FromSeconds(1 / request.OrdersPerSecond);
            }

            yield return RedriveOne(sequence, request, reader, scorer, output, stop);
        }
    }

    /// <summary>A release says nothing any more once its letters are gone: without this the topic would keep one for every key that was
    /// ever redriven.</summary>
    private void TakeAwayOutlived(DeadLetterIndex book, RedriveOutput output, CancellationToken stop)
    {
        var topic = settings.NameOf(Topics.OrderDeliveredRedrives);
        var outlived = book
            .Outlived.Select(sequence => new OutgoingRecord(
                topic,
                new Message<byte[], byte[]> { Key = sequence.Key, Value = null! },
                sequence.Partition
            ))
            .ToList();
        if (outlived.Count > 0)
            output.Commit(outlived, stop);
    }

    private List<LetterSequence> Select(DeadLetterIndex book, LetterSelection selection)
    {
        var isNamed = selection.OrderId is not null || selection.Letter is not null;
        var selected = book.Sequences.Where(sequence => selection.IsAbout(sequence) && (isNamed || sequence.IsParked)).ToList();
        if (selected.Count > 0 || !isNamed)
            return selected;
        var topic = settings.NameOf(Topics.OrderDeliveredDeadLetters);
        if (selection.Letter is not { } at)
            throw new RedriveRefusedException($"{topic} holds no dead letter of order '{selection.OrderId}'");
        throw new RedriveRefusedException(
            book.WithoutKey.Any(letter => (letter.Partition, letter.Offset) == at)
                ? $"{topic} partition {at.Partition} offset {at.Offset} has no key: it parks nothing and can never be scored; "
                    + $"a new event must be sent, with the order id as its key"
                : $"{topic} holds no dead letter at partition {at.Partition} offset {at.Offset}"
        );
    }

    private RedrivenOrder RedriveOne(
        LetterSequence sequence,
        RedriveRequest request,
        LetterReader reader,
        LetterScorer scorer,
        RedriveOutput? output,
        CancellationToken stop
    )
    {
        var key = KeyText.Of(sequence.Key);
        if (!sequence.IsParked)
            return Result(RedriveEnd.NothingParked, [], Released(sequence.Release!));
        if (sequence.Attempts >= request.MaxAttempts)
            return Result(
                RedriveEnd.TooManyAttempts,
                [],
                $"left alone: {sequence.Attempts} redrives have failed since the last release, at most {request.MaxAttempts} are allowed"
            );

        var all = reader.Read(sequence.Partition, [.. sequence.Letters.Select(letter => letter.Offset)], stop);
        var (records, letters) = scorer.Score(
            all.FindAll(letter => letter.Position.Offset.Value <= sequence.ReleasedThrough),
            all.FindAll(letter => letter.Position.Offset.Value > sequence.ReleasedThrough),
            request.DiscardInvalid,
            stop
        );
        var invalid = letters.Find(letter => letter.Outcome == "invalid");
        var release = invalid is null ? Release(sequence, request, letters) : FailedAttempt(sequence, request);
        if (output is not null)
        {
            BeforePublishing(key);
            try
            {
                output.Commit([.. records, ToRecord(sequence, release)], stop);
            }
            catch (RedriveRefusedException refused)
            {
                return Result(RedriveEnd.StillInvalid, letters, $"stays parked: {refused.Message}");
            }

            sequence.Release = release;
        }

        return invalid is null
            ? Result(
                RedriveEnd.Released,
                letters,
                $"{letters.Count} dead letters{(request.DryRun ? " would be" : "")} released through offset {release.ReleasedThrough}"
            )
            : Result(RedriveEnd.StillInvalid, letters, $"stays parked: offset {invalid.Offset} is still invalid: {invalid.Why}");

        RedrivenOrder Result(RedriveEnd end, IReadOnlyList<RedrivenLetter> looked, string message) =>
            new(key, sequence.Partition, end, message, sequence.Attempts, looked);
    }

    private static string Released(DeadLettersRedriven release) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"nothing is parked: released through offset {release.ReleasedThrough} at {release.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC by "
                + $"{release.RedrivenBy} ({release.Why}), {release.Scored} scored, {release.Discarded} discarded"
        );

    private DeadLettersRedriven Release(LetterSequence sequence, RedriveRequest request, List<RedrivenLetter> letters) =>
        Event(
            sequence,
            request,
            letters[^1].Offset,
            attempts: 0,
            letters.Count(letter => letter.Outcome == "scored"),
            letters.Count(letter => letter.Outcome == "discarded")
        );

    private DeadLettersRedriven FailedAttempt(LetterSequence sequence, RedriveRequest request) =>
        Event(
            sequence,
            request,
            sequence.ReleasedThrough,
            sequence.Attempts + 1,
            sequence.Release?.Scored ?? 0,
            sequence.Release?.Discarded ?? 0
        );

    private DeadLettersRedriven Event(
        LetterSequence sequence,
        RedriveRequest request,
        long through,
        int attempts,
        long scored,
        long discarded
    ) =>
        new()
        {
            EventId = StableId.Of(
                "redrive",
                Convert.ToHexString(sequence.Key),
                sequence.Partition.ToString(CultureInfo.InvariantCulture),
                through.ToString(CultureInfo.InvariantCulture),
                attempts.ToString(CultureInfo.InvariantCulture)
            ),
            RecordedAt = time.GetUtcNow().UtcDateTime,
            DeadLetterPartition = sequence.Partition,
            ReleasedThrough = through,
            Attempts = attempts,
            Scored = scored,
            Discarded = discarded,
            RedrivenBy = request.By,
            Why = request.Why,
        };

    private OutgoingRecord ToRecord(LetterSequence sequence, DeadLettersRedriven release)
    {
        var topic = settings.NameOf(Topics.OrderDeliveredRedrives);
        var value = releases.Serialize(release, new SerializationContext(MessageComponentType.Value, topic));
        return new OutgoingRecord(topic, new Message<byte[], byte[]> { Key = sequence.Key, Value = value }, sequence.Partition);
    }
}
