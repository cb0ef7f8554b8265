using Npgsql;

namespace Streaming.Audit;

/// <summary>
/// Tables that the program needs are missing or older than it, and the database's role may not make them. The message names role, right,
/// schema and the command that an
/// administrator gives once.
/// </summary>
public sealed class DatabaseNotPreparedException : NpgsqlException
{
    private DatabaseNotPreparedException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>What it says when PostgreSQL refuses for want of a right (42501); null for any other failure.</summary>
    /// <param name="failure">As it came, in whatever wrapping.</param>
    /// <param name="database">Says which role and database were used.</param>
    /// <param name="schema">The schema that is missing or out of date.</param>
    public static DatabaseNotPreparedException? Of(Exception failure, NpgsqlDataSource database, string schema)
    {
        if (DatabaseFailure.CauseOf(failure) is not PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused)
            return null;
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return new DatabaseNotPreparedException(
            $"schema {schema} of database '{address.Database}' is missing or older than this program, and role '{address.Username}' may "
                + $"not change it ({refused.MessageText}; it has not the right CREATE, "
                + "or does not own the tables). Let a role with that right run once: streaming database migrate",
            failure
        );
    }
}
