using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.DeadLetters.Redriving;

/// <summary>
/// The transactions of a redrive. All redrives of a group share one transactional id, so that a new one fences the one before it. For one thread.
/// </summary>
internal sealed class RedriveOutput : IDisposable
{
    /// <summary>The cluster decides a transaction by itself sooner than after so many waits.</summary>
    private const int MostAsked = 6;

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(10);

    private readonly FailedDeliveries failures = new();
    private readonly IProducer<byte[], byte[]> producer;

    /// <summary>Ends whatever another redrive left open, and that redrive itself: what it had released can be read from now on.</summary>
    public RedriveOutput(ScorerSettings settings, ILogger log)
    {
        producer = OutputProducer.Open(settings, config =>
        {
            config.TransactionalId = $"{settings.GroupId}-{Redrive.InstanceName}";
            config.TransactionTimeoutMs = (int)settings.TransactionTimeout.TotalMilliseconds;
        }, log);
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
    /// <exception cref="RedriveFailedException">Another redrive has begun since.</exception>
    /// <exception cref="KafkaException">The broker is at fault.</exception>
    /// <exception cref="OperationCanceledException">Stopped before the outcome was known: the next redrive decides it.</exception>
    public void Commit(IEnumerable<OutgoingRecord> records, CancellationToken stop)
    {
        failures.Clear();
        try
        {
            producer.BeginTransaction();
            foreach (var record in records) OutputProducer.Send(producer, record, failures.Note);
            Finish(stop);
        }
        catch (KafkaException fenced) when (fenced.Error.IsFatal || fenced.Error.Code == ErrorCode.Local_Fenced)
        {
            throw new RedriveFailedException($"another redrive of the same group has begun and this one ends: {fenced.Error.Reason}. What it had released stays released", fenced);
        }
        catch (KafkaException refused)
        {
            producer.AbortTransaction(BrokerWait);
            throw failures.Describe() is { } why ? new KafkaException(new Error(refused.Error.Code, why), refused) : refused;
        }
    }

    public void Dispose() => producer.Dispose();

    private void Finish(CancellationToken stop)
    {
        for (var left = MostAsked;; left--)
        {
            try
            {
                producer.CommitTransaction(BrokerWait);
                return;
            }
            catch (KafkaRetriableException) when (left > 0)
            {
                stop.ThrowIfCancellationRequested();
                // The same commit may simply be asked for again; its outcome is not decided yet.
            }
        }
    }
}
