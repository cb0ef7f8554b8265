using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;

namespace Streaming.Features.Histories;

/// <summary>What closed days say about the order's seller, product, category and area, in the order of <see cref="HistoryDefinitions"/>.</summary>
internal readonly ref struct HistoryFeatures(OrderDelivered order, HistoryReading reading)
{
    private readonly OrderItem? dearest = Basket.DearestOf(order.Items);

    public void Write(ref FeatureWriter to)
    {
        WritePlain(ref to);
        var bucket = Expectation.BucketOf(order);
        var expected = bucket == Expectation.NoBucket ? double.NaN : reading.Expect(bucket).Bad;
        to.Add(expected);
        WriteResiduals(ref to);
        WritePooled(expected, ref to);
        WriteComplaints(KeyKind.Seller, dearest?.SellerId, HistoryConstants.BeyondSellerWeight, ref to);
        WriteComplaints(KeyKind.Product, dearest?.ProductId, HistoryConstants.BeyondProductWeight, ref to);
        WriteComplaints(KeyKind.Category, dearest?.ProductCategoryName, HistoryConstants.BeyondCategoryWeight, ref to);
    }

    private void WritePlain(ref FeatureWriter to)
    {
        Span<long> sums = stackalloc long[ReviewColumns.Width];
        if (dearest is null)
        {
            Skip(9, ref to);
        }
        else
        {
            var seller = reading.KeyOf(KeyKind.Seller, dearest.SellerId);
            reading.Reviews(KeyKind.Seller, seller, HistoryReading.AllDays, sums);
            to.Add(sums[ReviewColumns.Count]);
            to.Add(BadShare(sums, HistoryConstants.SellerWeight));
            to.Add(Smoothed(sums[ReviewColumns.Score], sums[ReviewColumns.Count], HistoryConstants.SellerWeight, HistoryConstants.MeanScorePrior));
            reading.Reviews(KeyKind.Seller, seller, HistoryConstants.WindowDays, sums);
            to.Add(sums[ReviewColumns.Count]);
            to.Add(BadShare(sums, HistoryConstants.SellerWindowWeight));
            reading.Deliveries(seller, HistoryReading.AllDays, sums[..DeliveryColumns.Width]);
            to.Add(sums[DeliveryColumns.Count]);
            to.Add(Smoothed(sums[DeliveryColumns.Late], sums[DeliveryColumns.Count], HistoryConstants.SellerWeight, HistoryConstants.LatePrior));
            reading.Deliveries(seller, HistoryConstants.DeliveriesWindowDays, sums[..DeliveryColumns.Width]);
            to.Add(sums[DeliveryColumns.Count]);
            to.Add(WorstSeller(sums));
        }

        WriteReviews(KeyKind.Product, dearest?.ProductId, HistoryConstants.ProductWeight, sums, ref to);
        WriteReviews(KeyKind.Category, dearest?.ProductCategoryName, HistoryConstants.CategoryWeight, sums, ref to);
    }

    private double WorstSeller(scoped Span<long> sums)
    {
        var worst = double.NegativeInfinity;
        for (var i = 0; i < order.Items.Count; i++)
        {
            reading.Reviews(KeyKind.Seller, reading.KeyOf(KeyKind.Seller, order.Items[i].SellerId), HistoryReading.AllDays, sums);
            worst = Math.Max(worst, BadShare(sums, HistoryConstants.SellerWeight));
        }

        return worst;
    }

    private void WriteReviews(KeyKind kind, string? name, double weight, scoped Span<long> sums, ref FeatureWriter to)
    {
        if (name is null)
        {
            Skip(2, ref to);
            return;
        }

        reading.Reviews(kind, reading.KeyOf(kind, name), HistoryReading.AllDays, sums);
        to.Add(sums[ReviewColumns.Count]);
        to.Add(BadShare(sums, weight));
    }

    private void WriteResiduals(ref FeatureWriter to)
    {
        WriteResiduals(KeyKind.Seller, dearest?.SellerId, HistoryReading.AllDays, HistoryConstants.BeyondSellerWeight, ref to);
        WriteResiduals(KeyKind.Product, dearest?.ProductId, HistoryReading.AllDays, HistoryConstants.BeyondProductWeight, ref to);
        WriteResiduals(KeyKind.Category, dearest?.ProductCategoryName, HistoryReading.AllDays, HistoryConstants.BeyondCategoryWeight, ref to);
        WriteArea(ref to);
        WriteResiduals(KeyKind.Seller, dearest?.SellerId, HistoryConstants.WindowDays, HistoryConstants.BeyondSellerWeight / 2.0, ref to);
        WriteResiduals(KeyKind.Category, dearest?.ProductCategoryName, HistoryConstants.WindowDays, HistoryConstants.BeyondCategoryWeight / 2.0, ref to);
    }

    private void WriteResiduals(KeyKind kind, string? name, int days, double weight, ref FeatureWriter to)
    {
        if (name is null) Skip(4, ref to);
        else WriteResiduals(kind, reading.KeyOf(kind, name), days, weight, ref to);
    }

    private void WriteArea(ref FeatureWriter to)
    {
        var area = HistoryTable.AreaOf(order);
        if (area.IsEmpty) Skip(4, ref to);
        else WriteResiduals(KeyKind.Area, reading.KeyOf(KeyKind.Area, area), HistoryReading.AllDays, HistoryConstants.BeyondAreaWeight, ref to);
    }

    private void WriteResiduals(KeyKind kind, int key, int days, double weight, ref FeatureWriter to)
    {
        Span<long> sums = stackalloc long[JoinedColumns.Width];
        reading.Joined(kind, key, days, sums);
        to.Add(sums[JoinedColumns.Count]);
        to.Add(Smoothed(sums[JoinedColumns.Bad], sums[JoinedColumns.Count], weight, HistoryConstants.JoinedBadPrior));
        to.Add(Missing.Ratio(sums[JoinedColumns.Residual] / HistoryConstants.FixedPoint, sums[JoinedColumns.Count] + weight));
        to.Add(Missing.Ratio(sums[JoinedColumns.ScoreResidual] / HistoryConstants.FixedPoint, sums[JoinedColumns.Count] + weight));
    }

    private void WritePooled(double expected, ref FeatureWriter to)
    {
        if (double.IsNaN(expected))
        {
            Skip(5, ref to);
            return;
        }

        var (pooledSeller, pooledProduct) = Pooled(dearest!);
        double largest = double.NegativeInfinity, sum = 0.0;
        for (var i = 0; i < order.Items.Count; i++)
        {
            var ofItem = Pooled(order.Items[i]).Product;
            largest = Math.Max(largest, ofItem);
            sum += ofItem;
        }

        to.Add(pooledSeller);
        to.Add(pooledProduct);
        to.Add(expected + pooledProduct);
        to.Add(largest);
        to.Add(sum);
    }

    private (double Seller, double Product) Pooled(OrderItem item)
    {
        var category = item.ProductCategoryName is { } name
            ? PoolTowards(0.0, KeyKind.Category, name, HistoryConstants.PooledCategoryWeight)
            : 0.0;
        var seller = PoolTowards(category, KeyKind.Seller, item.SellerId, HistoryConstants.PooledSellerWeight);
        return (seller, PoolTowards(seller, KeyKind.Product, item.ProductId, HistoryConstants.PooledProductWeight));
    }

    private double PoolTowards(double wider, KeyKind kind, string name, double weight)
    {
        Span<long> sums = stackalloc long[JoinedColumns.Width];
        reading.Joined(kind, reading.KeyOf(kind, name), HistoryReading.AllDays, sums);
        return Missing.Ratio(sums[JoinedColumns.Residual] / HistoryConstants.FixedPoint + weight * wider, sums[JoinedColumns.Count] + weight);
    }

    private void WriteComplaints(KeyKind kind, string? name, double weight, ref FeatureWriter to)
    {
        if (name is null)
        {
            Skip(ReviewColumns.ComplaintCount, ref to);
            return;
        }

        Span<long> sums = stackalloc long[ReviewColumns.Width];
        reading.Reviews(kind, reading.KeyOf(kind, name), HistoryReading.AllDays, sums);
        for (var code = 0; code < ReviewColumns.ComplaintCount; code++)
            to.Add(Smoothed(sums[ReviewColumns.Complaints + code], sums[ReviewColumns.Count], weight, HistoryConstants.ComplaintPriors[code]));
    }

    private static double BadShare(ReadOnlySpan<long> reviews, double weight) =>
        Smoothed(reviews[ReviewColumns.Bad], reviews[ReviewColumns.Count], weight, HistoryConstants.BadPrior);

    private static double Smoothed(long sum, long count, double weight, double prior) => Missing.Ratio(sum + weight * prior, count + weight);

    private static void Skip(int features, ref FeatureWriter to)
    {
        for (var i = 0; i < features; i++) to.Add(double.NaN);
    }
}
