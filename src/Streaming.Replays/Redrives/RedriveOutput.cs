using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Transactions;

namespace Streaming.Replays.Redrives;

/// <summary>
/// The transactions of a redrive. All redrives of a group share one transactional id, so that a new one fences the one before it. For one
/// thread.
/// </summary>
internal sealed class RedriveOutput : IDisposable
{
    /// <summary>The cluster decides a transaction by itself sooner than after so many waits.</summary>
    private const int MostAsked = 6;

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly DeliveryReports failures = new();
    private readonly IProducer<byte[], byte[]> producer;

    /// <summary>Ends whatever another redrive left open, and that redrive itself: what it had released can be read from now on.</summary>
    public RedriveOutput(ScorerSettings settings, ILogger log)
    {
        producer = OutputProducer.Open(
            settings,
            config =>
            {
                config.TransactionalId = $"{settings.GroupId}-{Redrive.InstanceName}";
                config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
            },
            log
        );
        try
        {
            producer.InitTransactions(BrokerWait);
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    /// <summary>All of them or none.</summary>
    /// <param name="records">Of one order.</param>
    /// <param name="stop">Ends the wait for a commit that is not decided.</param>
    /// <exception cref="RedriveFailedException">Another redrive has begun since.</exception>
    /// <exception cref="RedriveRefusedException">The cluster does not take a record for what it is, as one that is too large; the order
    /// stays parked.</exception>
    /// <exception cref="KafkaException">The broker is at fault.</exception>
    /// <exception cref="OperationCanceledException">Stopped before the outcome was known: the next redrive decides it.</exception>
    public void Commit(IEnumerable<OutgoingRecord> records, CancellationToken stop)
    {
        failures.Clear();
        try
        {
            producer.BeginTransaction();
            foreach (var record in records)
                OutputProducer.Send(producer, record, failures.Note);
            Finish(stop);
        }
        catch (CommitFaultException refused)
        {
            producer.AbortTransaction(BrokerWait);
            throw new RedriveRefusedException(refused.Message);
        }
        catch (KafkaException fenced) when (fenced.Error.IsFatal || fenced.Error.Code == ErrorCode.Local_Fenced)
        {
            throw new RedriveFailedException(
                $"another redrive of the same group has begun and this one ends: {fenced.Error.Reason}. "
                    + $"What it had released stays released",
                fenced
            );
        }
        catch (KafkaException refused)
        {
            producer.AbortTransaction(BrokerWait);
            if (failures.Refusal is { } refusal)
                throw new RedriveRefusedException(refusal.Describe(null));
            throw failures.Describe() is { } why ? new KafkaException(new Error(refused.Error.Code, why), refused) : refused;
        }
    }

    public void Dispose() => producer.Dispose();

    /// <summary>
    /// The second time at the latest the client says what it could not send; a cluster that still decides nothing then is at fault.
    /// </summary>
    private void Finish(CancellationToken stop)
    {
        for (var asked = 1; ; asked++)
        {
            try
            {
                producer.CommitTransaction(BrokerWait);
                return;
            }
            catch (KafkaRetriableException) when (asked < MostAsked)
            {
                // The same commit may simply be asked for again; its outcome is not decided yet.
                stop.ThrowIfCancellationRequested();
            }
        }
    }
}
