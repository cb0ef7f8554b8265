using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Tests.Ingestion;

public sealed class EventLogs : IDisposable
{
    private readonly SmallTables tables = new();

    public void Dispose() => tables.Dispose();

    [Fact]
    public void a_delivered_order_carries_everything_that_the_tables_say()
    {
        var delivery = Assert.Single(tables.Log().Events, occurred => occurred.Delivery is not null).Delivery!;
        Assert.Equal(
            ("delivered:o1", 1, "o1", "c1", "u1", "01003", "SP"),
            (
                delivery.EventId,
                delivery.Version,
                delivery.OrderId,
                delivery.CustomerId,
                delivery.CustomerUniqueId,
                delivery.CustomerZipCodePrefix,
                delivery.CustomerState
            )
        );
        Assert.Equal(LocalTime.Parse("2018-01-01 10:00:00"), delivery.PurchasedAt);
        Assert.Equal(LocalTime.Parse("2018-01-01 10:05:00"), delivery.ApprovedAt);
        Assert.Equal(LocalTime.Parse("2018-01-02 08:00:00"), delivery.HandedToCarrierAt);
        Assert.Equal(LocalTime.Parse("2018-01-09 18:00:00"), delivery.DeliveredAt);
        Assert.Equal(delivery.DeliveredAt, delivery.RecordedAt);
        Assert.Equal(LocalTime.Parse("2018-01-20 00:00:00"), delivery.EstimatedDeliveryAt);
        Assert.Equal(
            new OrderItem
            {
                OrderItemId = 1,
                ProductId = "p1",
                SellerId = "s1",
                SellerState = "SP",
                ProductCategoryName = "perfumaria",
                Price = 58.90,
                FreightValue = 13.29,
                ShippingLimitAt = LocalTime.Parse("2018-01-05 10:05:00"),
                ProductWeightG = 225,
                ProductLengthCm = 16,
                ProductHeightCm = 10,
                ProductWidthCm = 14,
                ProductPhotosQty = 1,
                ProductNameLength = 40,
                ProductDescriptionLength = 287,
            },
            Assert.Single(delivery.Items)
        );
        Assert.Equal(
            new OrderPayment
            {
                PaymentSequential = 1,
                PaymentType = "credit_card",
                PaymentInstallments = 2,
                PaymentValue = 72.19,
            },
            Assert.Single(delivery.Payments)
        );
    }

    [Fact]
    public void a_review_carries_the_keys_of_its_order_and_codes_instead_of_text()
    {
        tables.Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o1,3,p1,s2,,1,1",
            "o1,2,p2,s2,,1,1",
            "o1,1,p1,s1,,1,1"
        );
        tables.Reviews("r1,o1,1,Péssimo,\"Não recebi,\nveio errado\",2018-01-10 00:00:00,2018-01-11 12:00:00");
        var review = Assert.Single(tables.Log().Events, occurred => occurred.Review is not null).Review!;
        Assert.Equal(("r1:o1", "r1", "o1", 1), (review.EventId, review.ReviewId, review.OrderId, review.ReviewScore));
        Assert.Equal(review.AnsweredAt, review.RecordedAt);
        Assert.Equal(LocalTime.Parse("2018-01-10 00:00:00"), review.CreatedAt);
        Assert.Equal(["s1", "s2"], review.SellerIds);
        Assert.Equal(["p1", "p2"], review.ProductIds);
        Assert.Equal(["perfumaria"], review.ProductCategoryNames);
        Assert.Equal(["PR", "SP"], review.SellerStates);
        Assert.Equal("SP", review.CustomerState);
        Assert.Equal([ComplaintCodes.Missing, ComplaintCodes.Wrong, ComplaintCodes.Poor], review.ComplaintCodes);
        Assert.Equal(ComplaintCodes.Version, review.ComplaintCodesVersion);
    }

    [Fact]
    public void items_and_payments_come_in_the_order_of_their_numbers()
    {
        tables.Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o1,3,p1,s2,,3,1",
            "o1,1,p2,s2,,1,1",
            "o1,2,p1,s1,,2,1"
        );
        tables.Write(
            TableNames.Payments,
            "order_id,payment_sequential,payment_type,payment_installments,payment_value",
            "o1,2,voucher,1,5.00",
            "o1,1,credit_card,1,9.00"
        );
        var delivery = tables.Log().Events[0].Delivery!;
        Assert.Equal([1, 2, 3], delivery.Items.Select(item => item.OrderItemId));
        Assert.Equal([1, 2], delivery.Payments.Select(payment => payment.PaymentSequential));
    }

    [Fact]
    public void events_come_by_time_then_deliveries_first_then_by_id()
    {
        tables.Orders(
            "o2,c2,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,",
            "o1,c1,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,"
        );
        tables.Reviews(
            "r2,o2,5,,,2018-01-10 00:00:00,2018-01-09 18:00:00",
            "r9,o1,5,,,2018-01-10 00:00:00,2018-01-08 18:00:00",
            "r1,o1,5,,,2018-01-10 00:00:00,2018-01-09 18:00:00"
        );
        Assert.Equal(["r9:o1", "delivered:o1", "delivered:o2", "r1:o1", "r2:o2"], tables.Log().Events.Select(occurred => occurred.EventId));
    }

    [Fact]
    public void reviews_without_an_answer_time_or_order_are_rejected_with_their_place()
    {
        tables.Reviews(
            "r1,o1,5,,,2018-01-10 00:00:00,",
            "r2,o9,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r3,o1,5,,,,2018-01-11 12:00:00"
        );
        var log = tables.Log();
        Assert.Equal("r3:o1", Assert.Single(log.Events, occurred => occurred.Review is not null).EventId);
        Assert.Equal(
            (3, 1, 1, 1, 2),
            (
                log.Summary.ReviewRows,
                log.Summary.Reviews,
                log.Summary.ReviewsWithoutAnswerTime,
                log.Summary.ReviewsOfUnknownOrders,
                log.Summary.RejectedReviews
            )
        );
        Assert.Equal(
            [(2, "review_answer_timestamp", ""), (3, "order_id", "o9")],
            log.Summary.Faults.Select(fault => (fault.Line, fault.Column, fault.Value))
        );
    }

    [Fact]
    public void several_reviews_of_an_order_and_one_review_of_several_orders_all_count()
    {
        tables.Reviews(
            "r1,o1,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r2,o1,1,,,2018-01-10 00:00:00,2018-01-12 12:00:00",
            "r1,o2,5,,,2018-01-10 00:00:00,2018-01-11 12:00:00"
        );
        var log = tables.Log();
        Assert.Equal(
            ["r1:o1", "r1:o2", "r2:o1"],
            log.Events.Where(occurred => occurred.Review is not null).Select(occurred => occurred.EventId)
        );
        Assert.Equal(
            (1, 1, 0),
            (log.Summary.DeliveredWithSeveralReviews, log.Summary.ReviewIdsOfSeveralOrders, log.Summary.RepeatedReviews)
        );
    }

    [Fact]
    public void of_a_repeated_review_the_earliest_answer_counts_wherever_it_stands()
    {
        tables.Reviews(
            "r1,o1,2,,,2018-01-10 00:00:00,2018-01-13 12:00:00",
            "r1,o1,4,,,2018-01-10 00:00:00,2018-01-11 12:00:00",
            "r1,o1,1,,,2018-01-10 00:00:00,2018-01-12 12:00:00"
        );
        var log = tables.Log();
        Assert.Equal(4, Assert.Single(log.Events, occurred => occurred.Review is not null).Review!.ReviewScore);
        Assert.Equal(2, log.Summary.RepeatedReviews);
        Assert.Equal([2, 4], log.Summary.Faults.Select(fault => fault.Line));
    }

    [Fact]
    public void only_status_delivered_with_a_delivery_time_is_a_delivery()
    {
        tables.Orders("o1,c1,delivered,2018-01-01 10:00:00,,,,", "o2,c2,canceled,2018-01-03 11:00:00,,,2018-01-09 18:00:00,");
        var log = tables.Log();
        Assert.DoesNotContain(log.Events, occurred => occurred.Delivery is not null);
        Assert.Equal((2, 0, 1), (log.Summary.Orders, log.Summary.Delivered, log.Summary.DeliveredWithoutTime));
    }

    [Fact]
    public void an_order_with_everything_optional_missing_is_still_delivered()
    {
        tables.Orders("o1,c9,delivered,2018-01-01 10:00:00,,,2018-01-09 18:00:00,");
        tables.Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o7,1,p1,s1,,1,1"
        );
        tables.Write(TableNames.Payments, "order_id,payment_sequential,payment_type,payment_installments,payment_value", "o7,1,boleto,1,1");
        var log = tables.Log();
        var delivery = log.Events[0].Delivery!;
        Assert.Empty(delivery.Items);
        Assert.Empty(delivery.Payments);
        Assert.Equal(
            (null, null, null, null, null),
            (
                delivery.ApprovedAt,
                delivery.HandedToCarrierAt,
                delivery.EstimatedDeliveryAt,
                delivery.CustomerState,
                delivery.CustomerZipCodePrefix
            )
        );
        Assert.Equal(
            (1, 1, 1),
            (log.Summary.ItemsOfUnknownOrders, log.Summary.PaymentsOfUnknownOrders, log.Summary.OrdersOfUnknownCustomers)
        );
    }

    [Fact]
    public void unknown_products_and_sellers_leave_their_facts_out()
    {
        tables.Write(
            TableNames.Items,
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
            "o1,1,p8,s8,,1,1"
        );
        var log = tables.Log();
        var item = log.Events[0].Delivery!.Items[0];
        Assert.Equal((null, null, null), (item.ProductCategoryName, item.ProductWeightG, item.SellerState));
        Assert.Equal((1, 1), (log.Summary.ItemsOfUnknownProducts, log.Summary.ItemsOfUnknownSellers));
    }

    [Fact]
    public void places_are_kept_for_the_first_faults_of_a_kind_only()
    {
        tables.Reviews([.. Enumerable.Range(1, 9).Select(i => $"r{i},o1,5,,,,")]);
        var summary = tables.Log().Summary;
        Assert.Equal(9, summary.ReviewsWithoutAnswerTime);
        Assert.Equal(IngestionSummary.PlacesPerKind, summary.Faults.Count);
    }
}
