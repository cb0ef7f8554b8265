using Npgsql;

namespace Streaming.Console.Projection;

/// <summary>A table, or several, that follow from the records of the topics.</summary>
internal interface IReadModel
{
    /// <summary>Its tables, which a rebuild empties.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Writes what the records say, in the transaction that the connection has open. No record comes twice.</summary>
    Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation);
}
