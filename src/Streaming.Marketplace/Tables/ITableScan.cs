namespace Streaming.Marketplace.Tables;

/// <summary>Sees every row of the tables while they are read, also those that cannot be read.</summary>
public interface ITableScan
{
    /// <summary>A table begins.</summary>
    /// <param name="table">As in <see cref="TableNames"/>.</param>
    IRowScan Begin(string table);
}

/// <summary>Sees the rows of one table.</summary>
public interface IRowScan : IReadingFaults
{
    /// <summary>Columns that it reads beside those that rows are made from.</summary>
    IEnumerable<string> ColumnsBeyond(IReadOnlyCollection<string> converted);

    /// <summary>Before the first row.</summary>
    /// <param name="current">Becomes each row in turn.</param>
    void Bind(TableRow current);

    /// <summary>The reader has moved to a row.</summary>
    void Row();

    /// <summary>After the last row.</summary>
    /// <exception cref="TableException">More rows are unreadable than may be; names the first.</exception>
    void End(string path);
}
