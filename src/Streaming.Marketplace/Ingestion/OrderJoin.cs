using Streaming.Contracts.Events;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Ingestion;

/// <summary>Joins orders, customers, items, products, sellers and payments.</summary>
internal static class OrderJoin
{
    /// <summary>All orders by id, items and payments in the order of their numbers.</summary>
    public static Dictionary<string, OrderFacts> Join(OlistTables tables, FaultLedger faults)
    {
        var orders = new Dictionary<string, OrderFacts>(tables.Orders.Count, StringComparer.Ordinal);
        foreach (var row in tables.Orders)
        {
            if (!tables.Customers.TryGetValue(row.CustomerId, out var customer)) faults.Add(FaultKind.UnknownCustomer, row.Line, ""); // whose it is belongs to no report
            orders.Add(row.OrderId, new(row, customer));
        }

        foreach (var row in tables.Items)
        {
            if (!orders.TryGetValue(row.OrderId, out var order))
            {
                faults.Add(FaultKind.ItemOfUnknownOrder, row.Line, row.OrderId);
                continue;
            }

            if (!tables.Products.TryGetValue(row.ProductId, out var product)) faults.Add(FaultKind.UnknownProduct, row.Line, row.ProductId);
            if (!tables.Sellers.TryGetValue(row.SellerId, out var seller)) faults.Add(FaultKind.UnknownSeller, row.Line, row.SellerId);
            order.Items.Add(Item(row, product, seller));
        }

        foreach (var row in tables.Payments)
        {
            if (orders.TryGetValue(row.OrderId, out var order))
                order.Payments.Add(new() { PaymentSequential = row.Sequential, PaymentType = row.Type, PaymentInstallments = row.Installments, PaymentValue = row.Value });
            else
                faults.Add(FaultKind.PaymentOfUnknownOrder, row.Line, row.OrderId);
        }

        foreach (var order in orders.Values)
        {
            SortStably(order.Items, item => item.OrderItemId);
            SortStably(order.Payments, payment => payment.PaymentSequential);
        }

        return orders;
    }

    private static OrderItem Item(ItemRow row, ProductRow? product, SellerRow? seller) => new()
    {
        OrderItemId = row.OrderItemId,
        ProductId = row.ProductId,
        SellerId = row.SellerId,
        SellerState = seller?.State,
        ProductCategoryName = product?.CategoryName,
        Price = row.Price,
        FreightValue = row.FreightValue,
        ShippingLimitAt = row.ShippingLimitAt,
        ProductWeightG = product?.WeightG,
        ProductLengthCm = product?.LengthCm,
        ProductHeightCm = product?.HeightCm,
        ProductWidthCm = product?.WidthCm,
        ProductPhotosQty = product?.PhotosQty,
        ProductNameLength = product?.NameLength,
        ProductDescriptionLength = product?.DescriptionLength,
    };

    /// <summary>Insertion sort: an order has a handful of rows, most are sorted already, and rows with equal numbers keep their file order.</summary>
    private static void SortStably<T>(List<T> rows, Func<T, int> number)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            var row = rows[i];
            var at = i;
            for (; at > 0 && number(rows[at - 1]) > number(row); at--) rows[at] = rows[at - 1];
            rows[at] = row;
        }
    }
}
