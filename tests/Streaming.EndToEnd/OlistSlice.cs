using System.Text;

namespace Streaming.EndToEnd;

/// <summary>The orders of some months of the real tables, with all that belongs to them, in a folder of its own.</summary>
internal static class OlistSlice
{
    private static readonly string[] ByOrder =
    [
        "olist_order_items_dataset.csv",
        "olist_order_payments_dataset.csv",
        "olist_order_reviews_dataset.csv",
    ];

    /// <param name="olist">Folder with the whole tables.</param>
    /// <param name="folder">Receives the slice.</param>
    /// <param name="months">Of the purchase, such as <c>2018-01</c>.</param>
    public static void Write(string olist, string folder, params IReadOnlyList<string> months)
    {
        const string orders = "olist_orders_dataset.csv";
        Directory.CreateDirectory(folder);
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        Filter(
            orders,
            cells =>
            {
                var isIn = months.Contains(cells[3][..Math.Min(7, cells[3].Length)], StringComparer.Ordinal);
                if (isIn)
                    chosen.Add(cells[0]);
                return isIn;
            }
        );
        foreach (var table in ByOrder)
        {
            var column = table.Contains("reviews", StringComparison.Ordinal) ? 1 : 0;
            Filter(table, cells => chosen.Contains(cells[column]));
        }

        foreach (var table in Directory.GetFiles(olist, "*.csv").Select(path => Path.GetFileName(path)))
            if (table != orders && !ByOrder.Contains(table))
                File.CreateSymbolicLink(Path.Combine(folder, table), Path.Combine(olist, table));

        void Filter(string table, Func<string[], bool> keeps)
        {
            using var writer = new StreamWriter(Path.Combine(folder, table), append: false, new UTF8Encoding(false));
            var isHeader = true;
            foreach (var row in Rows(Path.Combine(olist, table)))
            {
                if (isHeader || keeps(row.Split(',')))
                    writer.WriteLine(row);
                isHeader = false;
            }
        }
    }

    /// <summary>A row goes on in the next line while a quote is open.</summary>
    private static IEnumerable<string> Rows(string path)
    {
        var row = new StringBuilder();
        foreach (var line in File.ReadLines(path))
        {
            row.Append(row.Length > 0 ? "\n" : "").Append(line);
            if (row.ToString().Count(letter => letter == '"') % 2 != 0)
                continue;
            yield return row.ToString();
            row.Clear();
        }
    }
}
