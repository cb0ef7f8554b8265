using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Marketplace;
using Streaming.Testing;

namespace Streaming.Benchmarks;

/// <summary>
/// Histories of a marketplace as many times the size of Olist's as it takes for the wanted number of keys: every seller, product and order
/// once per
/// replica, with the same days, so that active days per key and orders per key are Olist's.
/// </summary>
internal static class GrownHistories
{
    private const int IdDigits = 4;

    /// <param name="keys">Sellers, products, categories and areas in all, at least.</param>
    /// <param name="options">Says where a marketplace is generated when STREAMING_TEST_OLIST names no real one.</param>
    /// <param name="stop">Ends the growing.</param>
    public static HistoryTable Grow(int keys, BenchmarkOptions options, CancellationToken stop)
    {
        var events = RealParts.Olist is { } olist
            ? EventLog.Read(olist, cancellation: stop).Events
            : Market.Events(options with { Orders = 100_000 }, stop);
        var deliveries = events.Where(occurred => occurred.Delivery is not null).Select(occurred => occurred.Delivery!).ToArray();
        var items = deliveries.SelectMany(order => order.Items).ToArray();
        var replicated = items.Select(item => item.SellerId).Distinct().Count() + items.Select(item => item.ProductId).Distinct().Count();
        var shared =
            items.Select(item => item.ProductCategoryName).Distinct().Count()
            + deliveries
                .Select(order => order.CustomerZipCodePrefix?[..Math.Min(3, order.CustomerZipCodePrefix.Length)])
                .Distinct()
                .Count();
        var replicas = Math.Max(1, (keys - shared + replicated - 1) / replicated);
        options.Say(
            $"{replicas:N0} times {deliveries.Length:N0} deliveries with {replicated:N0} sellers and products, over {shared:N0} "
                + $"categories and areas: {(long)replicas * replicated + shared:N0} keys"
        );

        var table = new HistoryTable();
        long offset = 0;
        var day = long.MinValue;
        foreach (var occurred in events)
        {
            stop.ThrowIfCancellationRequested();
            for (var replica = 0; replica < replicas; replica++)
                Observe(table, occurred, replica.ToString("x4", CultureInfo.InvariantCulture), offset++);
            if (
                occurred.Delivery is { } delivery
                && delivery.DeliveredAt.Milliseconds / LocalTime.MillisecondsPerDay is var today
                && today > day
            )
            {
                day = today;
                FeatureBuilder.Build(delivery, table, new FeatureRow()); // closes the days as scoring does
            }
        }

        return table;
    }

    private static void Observe(HistoryTable table, MarketEvent occurred, string replica, long offset)
    {
        if (occurred.Delivery is { } delivery)
        {
            table.Observe(
                delivery with
                {
                    OrderId = Id(delivery.OrderId),
                    EventId = replica + delivery.EventId,
                    Items = [.. delivery.Items.Select(item => item with { SellerId = Id(item.SellerId), ProductId = Id(item.ProductId) })],
                },
                new LogPosition(InputLog.Deliveries, 0, offset)
            );
            return;
        }

        var review = occurred.Review!;
        table.Observe(
            review with
            {
                OrderId = Id(review.OrderId),
                EventId = replica + review.EventId,
                SellerIds = [.. review.SellerIds.Select(Id)],
                ProductIds = [.. review.ProductIds.Select(Id)],
            },
            new LogPosition(InputLog.Reviews, 0, offset)
        );

        string Id(string id) => string.Concat(replica, id.AsSpan(IdDigits));
    }
}
