using Streaming.Contracts.Events;

namespace Streaming.Features.SingleEvent;

/// <summary>All payment rows of the order; every feature is missing without payments.</summary>
internal static class PaymentFeatures
{
    private const string Voucher = "voucher";

    public static void Write(IReadOnlyList<OrderPayment> payments, in Basket basket, ref FeatureWriter to)
    {
        double paid = 0.0,
            byVoucher = 0.0;
        var installments = int.MinValue;
        for (var i = 0; i < payments.Count; i++)
        {
            var payment = payments[i];
            paid += payment.PaymentValue;
            if (payment.PaymentType == Voucher)
                byVoucher += payment.PaymentValue;
            installments = Math.Max(installments, payment.PaymentInstallments);
        }

        var any = payments.Count > 0;
        to.Add(any ? paid : double.NaN);
        to.Add(any ? installments : double.NaN);
        to.Add(
            any
                ? installments > 1
                    ? 1.0
                    : 0.0
                : double.NaN
        );
        to.Add(any ? payments.Count : double.NaN);
        to.Add(Missing.Ratio(byVoucher, paid));
        to.Add(any ? paid - basket.Price - basket.Freight : double.NaN);
    }

    /// <summary>The payment with the highest value, ties to the lowest sequence; null without payments.</summary>
    public static OrderPayment? LargestOf(IReadOnlyList<OrderPayment> payments)
    {
        OrderPayment? largest = null;
        for (var i = 0; i < payments.Count; i++)
        {
            var payment = payments[i];
            if (
                largest is null
                || payment.PaymentValue > largest.PaymentValue
                || (payment.PaymentValue == largest.PaymentValue && payment.PaymentSequential < largest.PaymentSequential)
            )
                largest = payment;
        }

        return largest;
    }
}
