using Marten.Exceptions;
using Npgsql;
using Streaming.Audit;

namespace Streaming.Cases.Intake;

/// <summary>Faults that are those of a record, not of the database or the way to it.</summary>
internal static class RecordFault
{
    /// <summary>Class 21 (the same row twice), 22 (data exception), 23 (constraint) or 54 (a limit, as of an index entry).</summary>
    public static bool Is(Exception fault) =>
        fault is not ConcurrentUpdateException
        && DatabaseFailure.CauseOf(fault) is PostgresException { SqlState: var state }
        && state[..2] is "21" or "22" or "23" or "54";
}
