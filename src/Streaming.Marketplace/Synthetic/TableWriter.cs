using System.Globalization;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Synthetic;

/// <summary>Writes a made-up marketplace as the eight tables, under the published names, headers and spellings.</summary>
internal static class TableWriter
{
    private static readonly CsvStyle Plain = new();
    private static readonly CsvStyle QuotingDigits = new(QuotesDigits: true);

    public static GeneratedMarketplace Write(
        string directory,
        List<Order> orders,
        List<Product> products,
        Seller[] sellers,
        CancellationToken cancellation
    )
    {
        Action<string>[] tables = [Translation, Sellers, Products, Customers, Orders, Items, Payments, Reviews];
        foreach (var write in tables)
        {
            cancellation.ThrowIfCancellationRequested();
            write(directory);
        }

        return new(
            orders.Count,
            orders.Sum(order => order.Items.Count),
            orders.Sum(order => order.Payments.Count),
            orders.Sum(order => order.Reviews.Count),
            products.Count,
            sellers.Length
        );

        void Sellers(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Sellers),
                QuotingDigits,
                "seller_id,seller_zip_code_prefix,seller_city,seller_state"
            );
            foreach (var seller in sellers)
                table.Text(seller.Id).Text(Zip(seller.Zip)).Text(seller.City).Text(seller.State.Code).End();
        }

        void Products(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Products),
                QuotingDigits,
                "product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,product_weight_g,"
                    + "product_length_cm,product_height_cm,product_width_cm"
            );
            foreach (var product in products)
            {
                table
                    .Text(product.Id)
                    .Text(product.IsDescribed ? product.Category.Name : null)
                    .Number(Described(product, product.NameLength))
                    .Number(Described(product, product.DescriptionLength))
                    .Number(Described(product, product.Photos))
                    .Number(Measured(product, product.Grams))
                    .Number(Measured(product, product.LengthCm))
                    .Number(Measured(product, product.HeightCm))
                    .Number(Measured(product, product.WidthCm))
                    .End();
            }
        }

        void Customers(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Customers),
                Plain,
                "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state"
            );
            foreach (var order in orders)
                table
                    .Text(order.CustomerId)
                    .Text(order.Customer.UniqueId)
                    .Text(Zip(order.Customer.Zip))
                    .Text(order.Customer.City)
                    .Text(order.Customer.State.Code)
                    .End();
        }

        void Orders(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Orders),
                Plain,
                "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,"
                    + "order_delivered_customer_date,order_estimated_delivery_date"
            );
            foreach (var order in orders)
            {
                table
                    .Text(order.Id)
                    .Text(order.CustomerId)
                    .Text(order.Status)
                    .Time(order.PurchasedAt)
                    .Time(order.ApprovedAt)
                    .Time(order.HandedToCarrierAt)
                    .Time(order.DeliveredAt)
                    .Time(order.PromisedAt)
                    .End();
            }
        }

        void Items(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Items),
                Plain,
                "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value"
            );
            foreach (var order in orders)
            {
                foreach (var (index, item) in order.Items.Index())
                {
                    table
                        .Text(order.Id)
                        .Number(index + 1)
                        .Text(item.Product.Id)
                        .Text(item.Product.Seller.Id)
                        .Time(item.ShippingLimitAt)
                        .Money(item.Product.Cents)
                        .Money(item.FreightCents)
                        .End();
                }
            }
        }

        void Payments(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Payments),
                Plain,
                "order_id,payment_sequential,payment_type,payment_installments,payment_value"
            );
            foreach (var order in orders)
            {
                foreach (var (index, payment) in order.Payments.Index())
                    table.Text(order.Id).Number(index + 1).Text(payment.Type).Number(payment.Installments).Money(payment.Cents).End();
            }
        }

        void Reviews(string folder)
        {
            using var table = new CsvTable(
                Path.Combine(folder, TableNames.Reviews),
                Plain,
                "review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp"
            );
            foreach (var order in orders)
            {
                foreach (var review in order.Reviews)
                    table
                        .Text(review.Id)
                        .Text(order.Id)
                        .Number(review.Score)
                        .Text(review.Title)
                        .Text(review.Message)
                        .Time(review.CreatedAt)
                        .Time(review.AnsweredAt)
                        .End();
            }
        }
    }

    private static void Translation(string folder)
    {
        using var table = new CsvTable(
            Path.Combine(folder, TableNames.Translation),
            new(HasBom: true, LineBreak: "\r\n"),
            "product_category_name,product_category_name_english"
        );
        foreach (var category in Categories.All.Where(category => category.English is not null))
            table.Text(category.Name).Text(category.English).End();
    }

    private static string Zip(int zip) => zip.ToString("00000", CultureInfo.InvariantCulture);

    private static int? Described(Product product, int value) => product.IsDescribed ? value : null;

    private static int? Measured(Product product, int value) => product.IsMeasured ? value : null;
}
