using System.Globalization;
using Streaming.Api.Problems;
using Streaming.Features.Predecessor;

namespace Streaming.Api.Reading;

/// <summary>
/// What one field of the predecessor's body says against another. Each may be left out and is then derived; two that cannot both be true
/// are a mistake of whoever sends them, and
/// nobody knows of which.
/// </summary>
internal static class PredecessorContradictions
{
    /// <summary>A price is rounded to a cent, and so is each of what it is the sum of.</summary>
    private const double Cent = 0.01;

    /// <summary>Callers round the mean of many items.</summary>
    private const double Rounding = 0.01;

    public static void Find(PredecessorBody body, FieldProblems problems)
    {
        FindLateness(body, problems);
        FindWeekend(body, problems);
        FindInstallments(body, problems);
        FindBasket(body, problems);
    }

    /// <summary>Whole days say nothing about the day of the promise itself.</summary>
    private static void FindLateness(PredecessorBody body, FieldProblems problems)
    {
        if (body is not { IsLateDelivery: { } late, DeliveryTimeDays: { } took, EstimatedDeliveryDays: { } promised })
            return;
        if (late == 0 ? took <= promised : took >= promised)
            return;
        var times = $"delivery_time_days is {Shown(took)}, estimated_delivery_days {Shown(promised)}";
        problems.Add("is_late_delivery", Shown(late), $"{Shown(1 - late)} or left out: {times}");
    }

    private static void FindWeekend(PredecessorBody body, FieldProblems problems)
    {
        if (body is not { IsWeekendOrder: { } weekend, OrderDayOfWeek: { } day })
            return;
        if ((weekend == 1) != (day >= 5))
            problems.Add(
                "is_weekend_order",
                Shown(weekend),
                $"{(day >= 5 ? 1 : 0)} or left out: order_day_of_week is {Shown(day)}, Monday being 0"
            );
    }

    /// <summary>Callers send a flag or the number itself: 1 may be either.</summary>
    private static void FindInstallments(PredecessorBody body, FieldProblems problems)
    {
        if (body is not { UsedInstallments: { } used, PaymentInstallments: { } number })
            return;
        var agree = used switch
        {
            0 => number <= 1,
            1 => number >= 1,
            _ => number == used,
        };
        if (!agree)
            problems.Add("used_installments", Shown(used), $"{(number > 1 ? 1 : 0)} or left out: payment_installments is {Shown(number)}");
    }

    private static void FindBasket(PredecessorBody body, FieldProblems problems)
    {
        if (body.OrderItemsCount is not { } items)
            return;
        if (items == 0)
        {
            (string Field, double? Amount)[] amounts =
            [
                ("total_price", body.TotalPrice),
                ("total_freight", body.TotalFreight),
                ("avg_item_price", body.AvgItemPrice),
                ("payment_value", body.PaymentValue),
            ];
            if (amounts.FirstOrDefault(paid => paid.Amount > 0) is { Field: { } field, Amount: { } amount })
                problems.Add("order_items_count", "0", $"1 or more, or left out: {field} is {Shown(amount)}");
            return;
        }

        if (body is not { TotalPrice: { } total, AvgItemPrice: { } mean })
            return;
        if (Math.Abs(mean * items - total) > Math.Max(Cent * items, Rounding * total))
        {
            var product = $"{Shown(items)} times {Shown(mean)}";
            problems.Add("total_price", Shown(total), $"order_items_count times avg_item_price, {product}, or one of the three left out");
        }
    }

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
