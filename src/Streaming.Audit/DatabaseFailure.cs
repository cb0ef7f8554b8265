using Npgsql;

namespace Streaming.Audit;

/// <summary>Failures of the database, however deep other libraries have wrapped them: what pages, commands and trainers tell of one outage
/// is the same.</summary>
public static class DatabaseFailure
{
    /// <summary>SQL states that pass by themselves: the server stops, starts, is full of connections, or gave up a lock.</summary>
    private static readonly string[] PassingStates =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.TooManyConnections,
        PostgresErrorCodes.QueryCanceled,
        PostgresErrorCodes.SerializationFailure,
        PostgresErrorCodes.DeadlockDetected,
        PostgresErrorCodes.LockNotAvailable,
    ];

    /// <summary>The class of SQL states that a lost connection has.</summary>
    private const string ConnectionStates = "08";

    /// <summary>The database is at fault, whatever the outermost exception is called.</summary>
    public static bool Is(Exception? failure) => CauseOf(failure) is not null;

    /// <summary>The database's own failure; null when it is not the database's.</summary>
    public static NpgsqlException? CauseOf(Exception? failure) =>
        failure switch
        {
            null => null,
            NpgsqlException database => database,
            ObjectDisposedException { ObjectName: nameof(NpgsqlTransaction) or nameof(NpgsqlConnection) } broken => new NpgsqlException(
                "the connection broke in the middle of a transaction, and nothing of it was written; see the server's log, a full disk "
                    + "ends connections like this",
                broken
            ),
            AggregateException several => several.InnerExceptions.Select(CauseOf).FirstOrDefault(cause => cause is not null),
            _ => CauseOf(failure.InnerException),
        };

    /// <summary>The database cannot be reached at the moment, which passes: whoever waits can go on. A right or a table that is missing, or
    /// a full disk, is no such thing.</summary>
    public static bool IsOutage(Exception? failure) =>
        CauseOf(failure) switch
        {
            null or DatabaseNotPreparedException => false,
            PostgresException told => PassingStates.Contains(told.SqlState)
                || told.SqlState.StartsWith(ConnectionStates, StringComparison.Ordinal),
            _ => true,
        };
}
