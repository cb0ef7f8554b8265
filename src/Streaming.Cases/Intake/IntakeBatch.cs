using Marten;
using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Policy;

namespace Streaming.Cases.Intake;

/// <summary>New records with what the database knows of their orders, and what follows from them.</summary>
internal sealed class IntakeBatch
{
    private readonly IReadOnlyList<IntakeRecord> records;
    private readonly HashSet<string> knownAlerts;
    private readonly Dictionary<string, OrderStory> stories;
    private readonly DayRooms rooms;
    private readonly List<SeenAlert> seen = [];

    private IntakeBatch(
        IReadOnlyList<IntakeRecord> records,
        HashSet<string> knownAlerts,
        Dictionary<string, OrderStory> stories,
        DayRooms rooms
    ) => (this.records, this.knownAlerts, this.stories, this.rooms) = (records, knownAlerts, stories, rooms);

    public IntakeResult Result { get; private set; }

    /// <summary>
    /// Cuts records where a market day begins: the rank that a day needs follows from all candidates that were read before its first one,
    /// however the records were batched.
    /// </summary>
    public static IEnumerable<IReadOnlyList<IntakeRecord>> Parts(IReadOnlyList<IntakeRecord> records)
    {
        var days = new HashSet<DateOnly>();
        var part = new List<IntakeRecord>(records.Count);
        foreach (var record in records)
        {
            if (record.Fact is OrderAlert alert && IsCandidate(alert) && days.Add(alert.Day) && part.Count > 0)
            {
                yield return part;
                part = [];
            }

            part.Add(record);
        }

        if (part.Count > 0)
            yield return part;
    }

    /// <summary>Reads what is known, within the transaction that the connection has open.</summary>
    public static async Task<IntakeBatch> LoadAsync(
        NpgsqlConnection connection,
        IntakeTables rows,
        DayRooms rooms,
        CasePolicy policy,
        IReadOnlyList<IntakeRecord> records,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var alerts = records.Select(record => record.Fact).OfType<OrderAlert>().ToList();
        var orders = alerts
            .Select(alert => alert.OrderId)
            .Concat(records.Select(record => record.Fact).OfType<StoredReview>().Select(review => review.OrderId))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        await rows.LockAsync(connection, orders, cancellation).ConfigureAwait(false);
        var cases = await rows.CasesAsync(connection, orders, cancellation).ConfigureAwait(false);
        var reviews = await rows.ReviewsAsync(connection, orders, cancellation).ConfigureAwait(false);
        var known = await rows.KnownAlertsAsync(connection, alerts.ConvertAll(alert => alert.Alert.Id), cancellation).ConfigureAwait(false);
        var days = alerts.Where(alert => !known.Contains(alert.Alert.Id)).Where(IsCandidate).Select(alert => alert.Day).Distinct().Order();
        await rooms.LoadAsync(connection, days, cancellation).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        var stories = orders.ToDictionary(
            order => order,
            order => new OrderStory(order, cases.GetValueOrDefault(order), reviews[order], policy, now),
            StringComparer.Ordinal
        );
        return new IntakeBatch(records, known, stories, rooms);
    }

    /// <summary>Tells every record to its order's story, in the order in which they were read.</summary>
    public void Take()
    {
        foreach (var record in records)
        {
            if (record.Fact is OrderAlert alert && knownAlerts.Add(alert.Alert.Id))
            {
                var one = stories[alert.OrderId].Take(alert, () => rooms.Of(alert.Day));
                seen.Add(one);
                if (one is { IsRanked: true, IsOpened: true, IsHeldOut: false })
                    rooms.Use(alert.Day);
            }
            else if (record.Fact is StoredReview review)
            {
                stories[review.OrderId].Take(review);
            }
        }

        var happened = stories.Values.SelectMany(story => story.Happened).ToList();
        Result = new IntakeResult(
            records.Count,
            happened.Count(one => one is CaseOpened { IsHeldOut: false }),
            happened.Count(one => one is CaseOpened { IsHeldOut: true }),
            happened.Count(one => one is CaseWorsened),
            happened.Count(one => one is CaseReviewed),
            records.Count(record => record.Fact is NotUnderstood)
        );
    }

    /// <summary>Appends the events to the orders' streams.</summary>
    public void Append(IDocumentSession session)
    {
        foreach (var story in stories.Values)
        {
            if (story.Happened.Count == 0)
                continue;
            var before = story.Current!.Revision - story.Happened.Count;
            if (before == 0)
                session.Events.StartStream(story.OrderId, story.Happened);
            else
                session.Events.Append(story.OrderId, story.Current.Revision, story.Happened);
        }
    }

    /// <summary>Writes what became of the alerts, the reviews, and what was not understood.</summary>
    public async Task WriteRowsAsync(NpgsqlConnection connection, IntakeTables rows, CancellationToken cancellation)
    {
        if (seen.Count > 0)
            await rows.WriteAsync(connection, seen, cancellation).ConfigureAwait(false);
        var reviews = stories.Values.SelectMany(story => story.NewReviews.Values).ToList();
        if (reviews.Count > 0)
            await rows.WriteAsync(connection, reviews, cancellation).ConfigureAwait(false);
        var skipped = records.Where(record => record.Fact is NotUnderstood).ToList();
        if (skipped.Count > 0)
            await rows.WriteSkippedAsync(connection, skipped, cancellation).ConfigureAwait(false);
    }

    private static bool IsCandidate(OrderAlert alert) => alert.Alert is { Tier: Models.Policy.Tier.Yellow, AnsweredBeforeDelivery: false };
}
