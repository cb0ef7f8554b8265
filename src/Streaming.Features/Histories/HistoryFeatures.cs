using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;

namespace Streaming.Features.Histories;

/// <summary>What closed days say about the order's seller, product, category and area, in the order of <see
/// cref="HistoryDefinitions"/>.</summary>
internal readonly ref struct HistoryFeatures
{
    private readonly IReadOnlyList<OrderItem> items;
    private readonly HistoryReading reading;
    private readonly OrderItem? dearest;
    private readonly string? categoryName;
    private readonly int bucket;
    private readonly bool hasArea;
    private readonly int seller;
    private readonly int product;
    private readonly int category;
    private readonly int area;

    public HistoryFeatures(OrderDelivered order, HistoryReading reading)
    {
        (items, this.reading, dearest) = (order.Items, reading, Basket.DearestOf(order.Items));
        var areaName = CustomerArea.Of(order, stackalloc char[CustomerArea.Room]);
        (categoryName, bucket, hasArea) = (dearest?.ProductCategoryName, Expectation.BucketOf(order), !areaName.IsEmpty);
        seller = reading.KeyOf(KeyKind.Seller, dearest?.SellerId);
        product = reading.KeyOf(KeyKind.Product, dearest?.ProductId);
        category = reading.KeyOf(KeyKind.Category, categoryName);
        area = reading.AreaOf(areaName);
        reading.Fetch(seller, product, category, area);
    }

    /// <summary>Of an order of which no more is known than a category and a bucket.</summary>
    public HistoryFeatures(string? categoryName, int bucket, HistoryReading reading)
    {
        (items, this.reading, this.categoryName, this.bucket) = ([], reading, categoryName, bucket);
        seller = product = area = KeyTable.Unknown;
        category = reading.KeyOf(KeyKind.Category, categoryName);
    }

    private bool HasCategory => categoryName is not null;

    public void Write(ref FeatureWriter to)
    {
        WritePlain(ref to);
        var expected = bucket == Expectation.NoBucket ? double.NaN : reading.Expect(bucket).Bad;
        to.Add(expected);
        WriteResiduals(ref to);
        WritePooled(expected, ref to);
        WriteComplaints(KeyKind.Seller, dearest is not null, seller, HistoryConstants.BeyondSellerWeight, ref to);
        WriteComplaints(KeyKind.Product, dearest is not null, product, HistoryConstants.BeyondProductWeight, ref to);
        WriteComplaints(KeyKind.Category, HasCategory, category, HistoryConstants.BeyondCategoryWeight, ref to);
    }

    private void WritePlain(ref FeatureWriter to)
    {
        if (dearest is null)
            Skip(9, ref to);
        else
            WriteSeller(ref to);
        WriteReviews(KeyKind.Product, dearest is not null, product, HistoryConstants.ProductWeight, ref to);
        WriteReviews(KeyKind.Category, HasCategory, category, HistoryConstants.CategoryWeight, ref to);
    }

    private void WriteSeller(ref FeatureWriter to)
    {
        Span<long> window = stackalloc long[ReviewColumns.Width];
        var reviews = reading.Reviews(KeyKind.Seller, seller);
        var badShare = BadShare(reviews, HistoryConstants.SellerWeight);
        to.Add(reviews[ReviewColumns.Count]);
        to.Add(badShare);
        to.Add(
            Smoothed(
                reviews[ReviewColumns.Score],
                reviews[ReviewColumns.Count],
                HistoryConstants.SellerWeight,
                HistoryConstants.MeanScorePrior
            )
        );
        reading.Reviews(KeyKind.Seller, seller, HistoryConstants.WindowDays, window);
        to.Add(window[ReviewColumns.Count]);
        to.Add(BadShare(window, HistoryConstants.SellerWindowWeight));
        var deliveries = reading.Deliveries(seller);
        to.Add(deliveries[DeliveryColumns.Count]);
        to.Add(
            Smoothed(
                deliveries[DeliveryColumns.Late],
                deliveries[DeliveryColumns.Count],
                HistoryConstants.SellerWeight,
                HistoryConstants.LatePrior
            )
        );
        reading.Deliveries(seller, HistoryConstants.DeliveriesWindowDays, window[..DeliveryColumns.Width]);
        to.Add(window[DeliveryColumns.Count]);
        to.Add(WorstSeller(badShare));
    }

    private double WorstSeller(double ofDearest)
    {
        var worst = ofDearest;
        for (var i = 0; i < items.Count; i++)
        {
            var other = items[i].SellerId;
            if (other == dearest!.SellerId)
                continue;
            worst = Math.Max(
                worst,
                BadShare(reading.Reviews(KeyKind.Seller, reading.KeyOf(KeyKind.Seller, other)), HistoryConstants.SellerWeight)
            );
        }

        return worst;
    }

    private void WriteReviews(KeyKind kind, bool isKnown, int key, double weight, ref FeatureWriter to)
    {
        if (!isKnown)
        {
            Skip(2, ref to);
            return;
        }

        var sums = reading.Reviews(kind, key);
        to.Add(sums[ReviewColumns.Count]);
        to.Add(BadShare(sums, weight));
    }

    private void WriteResiduals(ref FeatureWriter to)
    {
        WriteResiduals(KeyKind.Seller, dearest is not null, seller, HistoryConstants.BeyondSellerWeight, ref to);
        WriteResiduals(KeyKind.Product, dearest is not null, product, HistoryConstants.BeyondProductWeight, ref to);
        WriteResiduals(KeyKind.Category, HasCategory, category, HistoryConstants.BeyondCategoryWeight, ref to);
        WriteResiduals(KeyKind.Area, hasArea, area, HistoryConstants.BeyondAreaWeight, ref to);
        WriteWindow(KeyKind.Seller, dearest is not null, seller, HistoryConstants.BeyondSellerWeight / 2.0, ref to);
        WriteWindow(KeyKind.Category, HasCategory, category, HistoryConstants.BeyondCategoryWeight / 2.0, ref to);
    }

    private void WriteResiduals(KeyKind kind, bool isKnown, int key, double weight, ref FeatureWriter to)
    {
        if (isKnown)
            WriteResiduals(reading.Joined(kind, key), weight, ref to);
        else
            Skip(4, ref to);
    }

    private void WriteWindow(KeyKind kind, bool isKnown, int key, double weight, ref FeatureWriter to)
    {
        Span<long> sums = stackalloc long[JoinedColumns.Width];
        if (isKnown)
            reading.Joined(kind, key, HistoryConstants.WindowDays, sums);
        if (isKnown)
            WriteResiduals(sums, weight, ref to);
        else
            Skip(4, ref to);
    }

    private static void WriteResiduals(scoped ReadOnlySpan<long> sums, double weight, ref FeatureWriter to)
    {
        to.Add(sums[JoinedColumns.Count]);
        to.Add(Smoothed(sums[JoinedColumns.Bad], sums[JoinedColumns.Count], weight, HistoryConstants.JoinedBadPrior));
        to.Add(Missing.Ratio(sums[JoinedColumns.Residual] / HistoryConstants.FixedPoint, sums[JoinedColumns.Count] + weight));
        to.Add(Missing.Ratio(sums[JoinedColumns.ScoreResidual] / HistoryConstants.FixedPoint, sums[JoinedColumns.Count] + weight));
    }

    private void WritePooled(double expected, ref FeatureWriter to)
    {
        if (double.IsNaN(expected) || dearest is null)
        {
            Skip(5, ref to);
            return;
        }

        var (pooledSeller, pooledProduct) = Pooled(HasCategory, category, seller, product);
        double largest = double.NegativeInfinity,
            sum = 0.0;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var ofItem = IsLikeDearest(item) ? pooledProduct : Pooled(item);
            largest = Math.Max(largest, ofItem);
            sum += ofItem;
        }

        to.Add(pooledSeller);
        to.Add(pooledProduct);
        to.Add(expected + pooledProduct);
        to.Add(largest);
        to.Add(sum);
    }

    private bool IsLikeDearest(OrderItem item) =>
        item.ProductId == dearest!.ProductId
        && item.SellerId == dearest.SellerId
        && item.ProductCategoryName == dearest.ProductCategoryName;

    private double Pooled(OrderItem item) =>
        Pooled(
            item.ProductCategoryName is not null,
            reading.KeyOf(KeyKind.Category, item.ProductCategoryName),
            reading.KeyOf(KeyKind.Seller, item.SellerId),
            reading.KeyOf(KeyKind.Product, item.ProductId)
        ).Product;

    private (double Seller, double Product) Pooled(bool hasCategory, int ofCategory, int ofSeller, int ofProduct)
    {
        var wider = hasCategory ? PoolTowards(0.0, KeyKind.Category, ofCategory, HistoryConstants.PooledCategoryWeight) : 0.0;
        var pooledSeller = PoolTowards(wider, KeyKind.Seller, ofSeller, HistoryConstants.PooledSellerWeight);
        return (pooledSeller, PoolTowards(pooledSeller, KeyKind.Product, ofProduct, HistoryConstants.PooledProductWeight));
    }

    private double PoolTowards(double wider, KeyKind kind, int key, double weight)
    {
        var sums = reading.Joined(kind, key);
        return Missing.Ratio(
            sums[JoinedColumns.Residual] / HistoryConstants.FixedPoint + weight * wider,
            sums[JoinedColumns.Count] + weight
        );
    }

    private void WriteComplaints(KeyKind kind, bool isKnown, int key, double weight, ref FeatureWriter to)
    {
        if (!isKnown)
        {
            Skip(ReviewColumns.ComplaintCount, ref to);
            return;
        }

        var sums = reading.Reviews(kind, key);
        for (var code = 0; code < ReviewColumns.ComplaintCount; code++)
            to.Add(
                Smoothed(sums[ReviewColumns.Complaints + code], sums[ReviewColumns.Count], weight, HistoryConstants.ComplaintPriors[code])
            );
    }

    private static double BadShare(ReadOnlySpan<long> reviews, double weight) =>
        Smoothed(reviews[ReviewColumns.Bad], reviews[ReviewColumns.Count], weight, HistoryConstants.BadPrior);

    private static double Smoothed(long sum, long count, double weight, double prior) =>
        Missing.Ratio(sum + weight * prior, count + weight);

    private static void Skip(int features, ref FeatureWriter to)
    {
        for (var i = 0; i < features; i++)
            to.Add(double.NaN);
    }
}
