using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Ingestion;

/// <summary>Joins orders, customers, items, products, sellers and payments.</summary>
internal static class OrderJoin
{
    /// <summary>All orders by id, items and payments in the order of their numbers.</summary>
    public static Dictionary<string, OrderFacts> Join(OlistTables tables, FaultLedger faults)
    {
        var orders = new Dictionary<string, OrderFacts>(tables.Orders.Count, StringComparer.Ordinal);
        var (products, sellers, ordersAlike) = (
            new AlikeKeys(tables.Products.Keys),
            new AlikeKeys(tables.Sellers.Keys),
            new AlikeKeys(tables.Orders.Select(order => order.OrderId))
        );
        var numbers = new HashSet<(string OrderId, int Number)>();
        foreach (var row in tables.Orders)
        {
            if (!tables.Customers.TryGetValue(row.CustomerId, out var customer))
                faults.Add(FaultKind.UnknownCustomer, row.Line, ""); // whose it is belongs to no report
            orders.Add(row.OrderId, new(row, customer));
        }

        foreach (var row in tables.Items)
        {
            if (!orders.TryGetValue(row.OrderId, out var order))
            {
                Missed(FaultKind.ItemOfUnknownOrder, row.Line, row.OrderId, ordersAlike);
                continue;
            }

            if (!tables.Products.TryGetValue(row.ProductId, out var product))
                Missed(FaultKind.UnknownProduct, row.Line, row.ProductId, products);
            if (!tables.Sellers.TryGetValue(row.SellerId, out var seller))
                Missed(FaultKind.UnknownSeller, row.Line, row.SellerId, sellers);
            if (row.OrderItemId > 0 && !numbers.Add((row.OrderId, row.OrderItemId)))
                faults.Add(FaultKind.RepeatedItem, row.Line, $"{row.OrderId}/{row.OrderItemId}");
            order.Items.Add(Item(row, product, seller));
        }

        numbers.Clear();
        foreach (var row in tables.Payments)
        {
            if (orders.ContainsKey(row.OrderId) && row.Sequential > 0 && !numbers.Add((row.OrderId, row.Sequential)))
                faults.Add(FaultKind.RepeatedPayment, row.Line, $"{row.OrderId}/{row.Sequential}");
            if (orders.TryGetValue(row.OrderId, out var order))
                order.Payments.Add(
                    new()
                    {
                        PaymentSequential = row.Sequential,
                        PaymentType = row.Type,
                        PaymentInstallments = row.Installments,
                        PaymentValue = row.Value,
                    }
                );
            else
                Missed(FaultKind.PaymentOfUnknownOrder, row.Line, row.OrderId, ordersAlike);
        }

        foreach (var order in orders.Values)
        {
            SortStably(order.Items, item => item.OrderItemId);
            SortStably(order.Payments, payment => payment.PaymentSequential);
        }

        return orders;

        void Missed(FaultKind kind, int line, string id, AlikeKeys alike)
        {
            faults.Add(kind, line, id);
            if (alike.Has(id))
                faults.Add(kind.SpeltOtherwise, line, id);
        }
    }

    private static OrderItem Item(ItemRow row, ProductRow? product, SellerRow? seller) =>
        new()
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

    /// <summary>Insertion sort: an order has a handful of rows, most are sorted already, and rows with equal numbers keep their file
    /// order.</summary>
    private static void SortStably<T>(List<T> rows, Func<T, int> number)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            var row = rows[i];
            var at = i;
            for (; at > 0 && number(rows[at - 1]) > number(row); at--)
                rows[at] = rows[at - 1];
            rows[at] = row;
        }
    }
}
