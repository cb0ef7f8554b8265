using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>The tables of one marketplace, read and checked row by row; nothing is joined yet. Immutable.</summary>
public sealed class OlistTables
{
    private const int RowsPerReport = 20_000;

    /// <summary>In file order. <c>order_id</c> is unique.</summary>
    public required IReadOnlyList<OrderRow> Orders { get; init; }

    /// <summary>In file order.</summary>
    public required IReadOnlyList<ItemRow> Items { get; init; }

    /// <summary>In file order.</summary>
    public required IReadOnlyList<PaymentRow> Payments { get; init; }

    /// <summary>In file order; ids may repeat, stamps may be missing.</summary>
    public required IReadOnlyList<ReviewRow> Reviews { get; init; }

    public required IReadOnlyDictionary<string, CustomerRow> Customers { get; init; }

    public required IReadOnlyDictionary<string, ProductRow> Products { get; init; }

    public required IReadOnlyDictionary<string, SellerRow> Sellers { get; init; }

    /// <summary>
    /// What was written otherwise than in the published tables and was understood; empty for tables that are as they should be.
    /// </summary>
    public IReadOnlyList<TableNote> Notes { get; init; } = [];

    /// <summary>Folder that the tables were read from.</summary>
    public required string Directory { get; init; }

    /// <summary>Of the bytes of the seven tables, 64 lower-case hexadecimal digits: equal exactly when all tables are.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// Reads the seven tables that events need from <paramref name="directory"/>, under the names in <see cref="TableNames"/>. A
    /// new shop has no reviews yet: their table
    /// may be a header alone.
    /// </summary>
    /// <exception cref="TableException">A file, a column or a value breaks its rule. All missing files are named at once.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public static OlistTables Read(string directory, IProgress<TableProgress>? progress = null, CancellationToken cancellation = default) =>
        Read(directory, null, progress, cancellation);

    /// <summary>
    /// The same, every row held against a schema in the same pass. A value that cannot be read no longer ends the reading: the scan counts
    /// it, and the row carries what the
    /// contract of the events refuses (no number, the earliest time), or nothing where nothing is allowed. Of rows with one key the first
    /// counts.
    /// </summary>
    /// <exception cref="TableException">A file or a column is missing, a table is cut or its quotes are wrong, or more of its rows are
    /// unreadable than may be.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="cancellation"/>.</exception>
    public static OlistTables Read(
        string directory,
        ITableScan? scan,
        IProgress<TableProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        MissingTables.Require(directory);
        var notes = new TableNotes();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var hashes = new List<byte[]>();
        var orders = new Dictionary<string, OrderRow>(StringComparer.Ordinal);
        var customers = new Dictionary<string, CustomerRow>(StringComparer.Ordinal);
        var products = new Dictionary<string, ProductRow>(StringComparer.Ordinal);
        var sellers = new Dictionary<string, SellerRow>(StringComparer.Ordinal);
        var items = new List<ItemRow>();
        var payments = new List<PaymentRow>();
        var reviews = new List<ReviewRow>();

        Rows(TableNames.Sellers, RowConversion.SellerColumns, r => AddUnique(r, sellers, RowConversion.Seller(r), row => row.SellerId));
        Rows(
            TableNames.Products,
            RowConversion.ProductColumns,
            r => AddUnique(r, products, RowConversion.Product(r), row => row.ProductId)
        );
        Rows(
            TableNames.Customers,
            RowConversion.CustomerColumns,
            r => AddUnique(r, customers, RowConversion.Customer(r), row => row.CustomerId)
        );
        Rows(TableNames.Orders, RowConversion.OrderColumns, r => AddUnique(r, orders, RowConversion.Order(r), row => row.OrderId));
        Rows(TableNames.Items, RowConversion.ItemColumns, r => items.Add(RowConversion.Item(r)));
        Rows(TableNames.Payments, RowConversion.PaymentColumns, r => payments.Add(RowConversion.Payment(r)));
        Rows(TableNames.Reviews, RowConversion.ReviewColumns, r => reviews.Add(RowConversion.Review(r)));

        return new()
        {
            Directory = directory,
            Sha256 = TableHash.Of(hashes),
            Orders = [.. orders.Values],
            Items = items,
            Payments = payments,
            Reviews = reviews,
            Customers = customers,
            Products = products,
            Sellers = sellers,
            Notes = notes.All,
        };

        void Rows(string table, string[] columns, Action<TableRow> read)
        {
            cancellation.ThrowIfCancellationRequested();
            var seen = scan?.Begin(table);
            using var reader = new TableReader(
                Path.Combine(directory, table),
                seen is null ? columns : [.. columns, .. seen.ColumnsBeyond(columns)],
                texts,
                seen,
                notes,
                mayBeEmpty: seen is null && table == TableNames.Reviews
            );
            hashes.Add(reader.Sha256);
            seen?.Bind(reader.Row);
            while (reader.Read())
            {
                seen?.Row();
                read(reader.Row);
                if (reader.Rows % RowsPerReport != 0)
                    continue;
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new(table, reader.Rows, false));
            }

            seen?.End(Path.Combine(directory, table));
            progress?.Report(new(table, reader.Rows, true));
        }

        void AddUnique<T>(TableRow current, Dictionary<string, T> rows, T row, Func<T, string> key)
        {
            if (scan is not null && key(row).Length == 0)
                return;
            if (!rows.TryAdd(key(row), row))
                current.Refuse(0, "must be unique; an earlier row has the same id");
        }
    }
}
