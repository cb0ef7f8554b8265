using System.Globalization;
using System.Runtime.CompilerServices;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Audit.Chain;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.Redrives;

namespace Streaming.Host.Redrives;

/// <summary>
/// A redrive in the audit trail: its intention before the first order, its outcome after the last, whatever ended it. A store that is away
/// holds up no order: the redrive is kept in a
/// file and recorded later.
/// </summary>
/// <param name="id">Under which it is recorded once.</param>
internal sealed class RecordedRedrive(AuditStore store, UnrecordedRedrives later, string id, RedriveBegun begun, TextWriter error)
{
    /// <summary>The intention of a redrive.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="topic">Where the dead letters are.</param>
    public static RedriveBegun Begun(RedriveRequest request, string topic) =>
        new(topic, WordsOf(request.Selection), request.DiscardInvalid, request.By, request.Why);

    /// <summary>Passes the orders on.</summary>
    public async IAsyncEnumerable<RedrivenOrder> RunAsync(
        IAsyncEnumerable<RedrivenOrder> orders,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await RecordAsync(null, stop);
        long released = 0,
            parked = 0,
            nothing = 0,
            scored = 0,
            discarded = 0;
        var reason = "it was stopped";
        var each = orders.GetAsyncEnumerator(stop);
        try
        {
            while (await NextAsync())
            {
                if (each.Current.End == RedriveEnd.Released)
                    released++;
                else if (each.Current.End == RedriveEnd.NothingParked)
                    nothing++;
                else
                    parked++;
                scored += each.Current.End == RedriveEnd.Released ? each.Current.Letters.Count(letter => letter.Outcome == "scored") : 0;
                discarded += each.Current.Letters.Count(letter => letter.Outcome == "discarded");
                yield return each.Current;
            }

            reason = "";
        }
        finally
        {
            await each.DisposeAsync();
            // also of one that was stopped
            await RecordAsync(new RedriveEnded(released, parked, nothing, scored, discarded, reason), CancellationToken.None);
        }

        async Task<bool> NextAsync()
        {
            try
            {
                return await each.MoveNextAsync();
            }
            catch (Exception failure)
            {
                reason = failure is OperationCanceledException ? "it was stopped" : failure.Message;
                throw;
            }
        }
    }

    /// <summary>What was asked for, as the audit trail tells it.</summary>
    private static string WordsOf(LetterSelection selection) =>
        selection switch
        {
            { OrderId: { } order } => $"order '{order}'",
            { Reason: { } reason } => $"every parked order with a letter of reason {reason}",
            { Letter: { } letter } => string.Create(
                CultureInfo.InvariantCulture,
                $"the order of the letter at partition {letter.Partition} offset {letter.Offset}"
            ),
            _ => "every parked order",
        };

    private async Task RecordAsync(RedriveEnded? ended, CancellationToken stop)
    {
        try
        {
            if (ended is null)
                await store.Acts.BeginRedriveAsync(id, begun, stop);
            else
                await store.Acts.EndRedriveAsync(id, begun, ended, stop);
            later.Forget(id);
        }
        catch (Exception away) when (away is ChainBrokenException || DatabaseFailure.Is(away))
        {
            var path = later.Keep(new UnrecordedRedrive(id, begun, ended));
            if (ended is not null)
                await error.WriteLineAsync(
                    $"note: the audit trail does not know of this redrive yet ({away.Message}). It is kept in {path}; "
                        + $"the next streaming deadletters redrive, audit trail or audit verify here records it"
                );
            else
                await error.WriteLineAsync($"note: the audit trail could not be told that this redrive begins: {away.Message}");
        }
    }
}
