using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Streaming.Web;

/// <summary>
/// Why a database did not do what was asked, in our own words. The client's words name addresses, users and statements: they belong into
/// the log.
/// </summary>
public static class DatabaseReason
{
    /// <summary>A phrase that follows "the database"; null when nothing of the failure is a database's.</summary>
    public static string? Of(Exception? failure) =>
        failure switch
        {
            null => null,
            PostgresException refused => OfState(refused.SqlState),
            NpgsqlException broken => OfConnection(broken),
            ObjectDisposedException { ObjectName: nameof(NpgsqlTransaction) or nameof(NpgsqlConnection) } =>
                "closed the connection in the middle of a transaction",
            AggregateException several => several.InnerExceptions.Select(Of).FirstOrDefault(reason => reason is not null),
            _ => Of(failure.InnerException),
        };

    private static string OfConnection(NpgsqlException broken)
    {
        for (var cause = broken.InnerException; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException refused:
                    return OfState(refused.SqlState);
                case SocketException:
                    return "cannot be reached at its address";
                case TimeoutException:
                    return "did not answer in time";
                case AuthenticationException:
                    return "and this process agree on no encrypted connection";
            }
        }

        return "closed or refused the connection";
    }

    /// <summary>By the classes of PostgreSQL's appendix A.</summary>
    private static string OfState(string state) =>
        state switch
        {
            ['2', '8', ..] => "refuses the user or the password",
            "3D000" => "does not exist under this name",
            "42501" => "does not let this user do that: a right is missing",
            "3F000" or "42P01" or "42703" => "lacks a table or column that this program needs",
            "53100" => "has no space left on its disk",
            "53300" => "has no connection left",
            "25006" => "takes no changes: it is read-only",
            ['5', '7', 'P', ..] => "is starting or stopping",
            _ => $"refused with code {state}",
        };
}
