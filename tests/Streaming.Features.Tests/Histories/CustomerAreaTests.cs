using Streaming.Contracts.Rules;
using Streaming.Features.Histories;
using Streaming.Features.Tests.Twin;
using Streaming.Marketplace.Synthetic;
using Xunit;
using static Streaming.Features.Tests.Orders;

namespace Streaming.Features.Tests.Histories;

public sealed class CustomerAreaTests
{
    private static readonly int Joined = FeatureSchema.IndexOf("area_joined_reviews");

    [Theory]
    [InlineData("1037")]
    [InlineData("1037.0")]
    [InlineData("01037-000")]
    [InlineData("1037-000")]
    [InlineData("01.037-000")]
    [InlineData("1.037-000")]
    [InlineData("1037000")]
    [InlineData("1037000.0")]
    [InlineData(" 01037")]
    public void a_code_has_the_history_of_the_place_it_names_however_it_is_written(string code)
    {
        Assert.Equal((1f, 1f), (ReviewsOf(counted: code, asked: "01037"), ReviewsOf(counted: "01037", asked: code)));
        Assert.Equal((0f, 0f), (ReviewsOf(counted: code, asked: "10370"), ReviewsOf(counted: "10370", asked: code)));
        Assert.Equal(PostalCode.Prefix(code)![..3], AreaOf(code));
    }

    [Theory]
    [InlineData("10370", "103")]
    [InlineData("00037", "000")]
    [InlineData("103", "103")]
    [InlineData("103700", "103")]
    [InlineData("SW1A 1AA", "SW1")]
    [InlineData("K1A 0B1", "K1A")]
    [InlineData("1037.5", "103")]
    [InlineData("10.370", "10.")]
    [InlineData("1012 AB", "101")]
    [InlineData("D-1037", "D-1")]
    [InlineData("١٠٣٧", "١٠٣")]
    [InlineData("１０３７", "１０３")]
    [InlineData("nan", "nan")]
    public void any_other_text_counts_by_its_first_three_characters(string code, string area) => Assert.Equal(area, AreaOf(code));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("88")]
    [InlineData("   ")]
    [InlineData("\u00A0\u00A0\u00A0\u00A0")]
    public void what_is_missing_blank_or_shorter_has_no_area(string? code)
    {
        Assert.Equal("", AreaOf(code));
        Assert.Equal(float.NaN, ReviewsOf(counted: "01037", asked: code));
    }

    [Fact]
    public void every_text_of_digits_points_hyphens_and_blanks_has_the_twins_area()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var code = new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => "0000123456789.- "[random.Next(16)])]);
            Assert.Equal((code, NaiveArea.Of(code) ?? ""), (code, AreaOf(code)));
        }
    }

    [Fact]
    public void no_code_costs_an_allocation()
    {
        var orders = new[] { "01037", "1037", "01.037-000", "SW1A" }
            .Select(code => Delivered() with { CustomerZipCodePrefix = code })
            .ToArray();
        Span<char> room = stackalloc char[CustomerArea.Room];
        foreach (var order in orders)
            CustomerArea.Of(order, room);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var order in orders)
            CustomerArea.Of(order, room);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string AreaOf(string? code) =>
        CustomerArea.Of(Delivered() with { CustomerZipCodePrefix = code }, new char[CustomerArea.Room]).ToString();

    private static float ReviewsOf(string? counted, string? asked)
    {
        var table = new HistoryTable();
        table.Observe(
            Delivered("a", "2018-03-08 12:00:00") with
            {
                CustomerZipCodePrefix = counted,
            },
            new LogPosition(InputLog.Deliveries, 0, 0)
        );
        table.Observe(Review("a", "2018-03-09 12:00:00", 1), new LogPosition(InputLog.Reviews, 0, 0));
        var row = new FeatureRow();
        FeatureBuilder.Build(Delivered() with { CustomerZipCodePrefix = asked }, table, row);
        return row.Values[Joined];
    }
}
