using System.CommandLine;
using System.Net.Sockets;
using Confluent.Kafka;
using Npgsql;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Retraining.Runs;

namespace Streaming.Host;

/// <summary>A foreseen failure in words: what does not answer or is full, the setting that names it, and what to do.</summary>
internal static class FailureFormatter
{
    private const int DiskFull = 28,
        QuotaExceeded = 122,
        TooManyFiles = 24,
        TooManyFilesInAll = 23; // errno of Linux: ENOSPC, EDQUOT, EMFILE, ENFILE
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static string Of(Exception failure, ParseResult? parsed)
    {
        if (IsDiskFull(failure))
            return $"the disk is full: {failure.Message}. Free some space, or write elsewhere";
        if (LacksFiles(failure))
            return $"this process may not open more files: {failure.Message}. {FileLimit.Remedy}";
        if (failure is OutOfMemoryException)
            return $"memory ran out: {failure.Message} Give the process more, or less to do. {FileLimit.Hint}";
        if (failure is KafkaException { Error: var broker } && IsAway(broker))
            return $"{Setting(parsed, "Kafka:BootstrapServers", settings => settings.Kafka.BootstrapServers)}: "
                + $"no broker answers ({broker.Reason}); start it, or name others there or with {CommandOptions.BrokerOption(parsed)}";
        if (DatabaseFailure.CauseOf(failure) is { } database && IsAway(database))
            return $"{Setting(parsed, "Postgres:ConnectionString", Shown)}: the database does not answer ({database.Message}); "
                + $"start it, or name another there";
        return failure is KafkaException ? Reasons.Of(failure) : failure.Message;
    }

    public static bool IsDiskFull(Exception failure) =>
        Chain(failure).Any(cause => cause is IOException && cause.HResult is DiskFull or QuotaExceeded or WindowsDiskFull);

    private static bool LacksFiles(Exception failure) =>
        Chain(failure)
            .Any(cause =>
                (cause is IOException && cause.HResult is TooManyFiles or TooManyFilesInAll)
                || cause is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets }
            );

    private static bool IsAway(Error error) =>
        error.Code
            is ErrorCode.Local_Transport
                or ErrorCode.Local_AllBrokersDown
                or ErrorCode.Local_TimedOut
                or ErrorCode.Local_Resolve
                or ErrorCode.Local_TimedOutQueue
                or ErrorCode.BrokerNotAvailable;

    private static bool IsAway(NpgsqlException failure) =>
        failure is not PostgresException && Chain(failure).Any(cause => cause is SocketException or TimeoutException or IOException);

    private static string Shown(Settings settings)
    {
        var named = new NpgsqlConnectionStringBuilder(settings.Postgres.ConnectionString);
        return FormattableString.Invariant($"{named.Host}:{named.Port}, database {named.Database}");
    }

    private static string Setting(ParseResult? parsed, string name, Func<Settings, string> value)
    {
        try
        {
            return parsed is null ? name : $"{name} is '{value(CommandOptions.SettingsOf(parsed))}'";
        }
        catch (SettingsException)
        {
            return name;
        }
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
            yield return at;
    }
}
