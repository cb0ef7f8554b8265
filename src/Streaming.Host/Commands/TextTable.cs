namespace Streaming.Host.Commands;

/// <summary>Rows of plain text under named columns; how they are shown is <see cref="Tabulation"/>'s matter.</summary>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> rows = [];

    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <exception cref="ArgumentException">There are more or fewer cells than columns.</exception>
    public void AddRow(params string[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"a row of {cells.Length} cells in a table of {columns.Length} columns", nameof(cells));
        // what came from elsewhere does not command the terminal
        rows.Add([.. cells.Select(cell => string.Concat(cell.Select(letter => char.IsControl(letter) ? ' ' : letter)))]);
    }
}
