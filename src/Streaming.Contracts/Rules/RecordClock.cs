using System.Globalization;

namespace Streaming.Contracts.Rules;

/// <summary>
/// Holds <c>recorded_at</c> against the timestamp of its own Kafka record. Both stand in the log, so whoever reads the record comes to the
/// same verdict: the live loop, the histories, a replay, a proof, a redrive. The reader's clock has no part in it. A single event from the
/// future would close all days before it in every history, for ever.
/// </summary>
public static class RecordClock
{
    /// <summary>
    /// How far <c>recorded_at</c> may lie ahead: zones reach 14 hours ahead of UTC and 12 behind it, and a record is stamped in UTC.
    /// </summary>
    public const long MostAheadMilliseconds = 26 * LocalTime.MillisecondsPerHour;

    private const string Rule = "at most 26 hours after the record's Kafka timestamp";
    private const long PerMillisecondInMicroseconds = 1_000;
    private const long PerMillisecondInNanoseconds = 1_000_000;

    /// <summary>Whether the record vouches for the time.</summary>
    /// <param name="schemaName">Of the event, for the message.</param>
    /// <param name="recordedAt">Of the event.</param>
    /// <param name="timestamp">The record's Kafka timestamp as it stands there, milliseconds since 1970 as a rule; null when it has
    /// none.</param>
    /// <exception cref="ContractException">Contract violation; the message names both values and the rule.</exception>
    public static void Check(string schemaName, LocalTime recordedAt, long? timestamp)
    {
        if (timestamp is { } stamp && MillisecondsOf(stamp) is { } written)
        {
            if (recordedAt.Milliseconds - written <= MostAheadMilliseconds)
                return;
            throw new ContractException(
                ReasonCodes.ContractViolation,
                $"{schemaName}: recorded_at is {recordedAt}; it must be {Rule}, {new LocalTime(written)} UTC{Unit(stamp, written)}. One "
                    + "of the two clocks is wrong: the producer's, or that of whoever stamped the record."
            );
        }

        throw new ContractException(
            ReasonCodes.ContractViolation,
            $"{schemaName}: recorded_at is {recordedAt}; it must be {Rule}, and {Shown(timestamp)} is no time from 1990 to 2099. "
                + "The producer must stamp its records with milliseconds since 1970, "
                + "or the topic must (message.timestamp.type=LogAppendTime)."
        );
    }

    /// <summary>
    /// The moment that a Kafka timestamp names, in milliseconds since 1970; null when it names none. Microseconds and nanoseconds, the
    /// usual mistake, are known by their size: read as milliseconds they lie beyond the year 9999, and their thousandth or millionth part
    /// is a time of this age.
    /// </summary>
    public static long? MillisecondsOf(long timestamp)
    {
        if (IsTime(timestamp))
            return timestamp;
        if (timestamp <= LocalTime.MaxValue.Milliseconds)
            return null;
        return IsTime(timestamp / PerMillisecondInMicroseconds) ? timestamp / PerMillisecondInMicroseconds
            : IsTime(timestamp / PerMillisecondInNanoseconds) ? timestamp / PerMillisecondInNanoseconds
            : null;
    }

    private static bool IsTime(long milliseconds) =>
        milliseconds >= ValueRules.Earliest.Milliseconds && milliseconds < ValueRules.BeforeLatest.Milliseconds;

    private static string Unit(long stamp, long written) =>
        stamp == written
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" (the timestamp {stamp} is in {(stamp / PerMillisecondInMicroseconds == written ? "microseconds" : "nanoseconds")})"
            );

    private static string Shown(long? timestamp) => timestamp is { } stamp ? stamp.ToString(CultureInfo.InvariantCulture) : "none";
}
