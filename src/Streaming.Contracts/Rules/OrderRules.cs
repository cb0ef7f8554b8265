using Streaming.Contracts.Events;

namespace Streaming.Contracts.Rules;

/// <summary>Receives what is unexpected about an order.</summary>
public interface IFlagSink
{
    /// <param name="field">Where.</param>
    /// <param name="index">Of the item or payment; -1 outside lists.</param>
    /// <param name="fault">What.</param>
    void Flag(OrderField field, int index, ValueFault fault);
}

/// <summary>
/// What is expected of an order that can be scored; see <see cref="OrderContract"/> for what it must be. One code for the live scorer,
/// which counts flags, and for
/// training's validation, which lists them. Immutable; judging allocates nothing.
/// </summary>
public sealed class OrderRules
{
    /// <summary>Expects nothing.</summary>
    public static readonly OrderRules None = new([], []);

    private readonly ValueRule[] rules = [.. Enumerable.Repeat(ValueRule.Any, OrderFields.Names.Count)];
    private readonly OrderField[] timeOrder;

    /// <param name="fields">The rule of each field that has one.</param>
    /// <param name="timeOrder">Times of the order of which none may be before the one before it.</param>
    public OrderRules(IEnumerable<KeyValuePair<OrderField, ValueRule>> fields, IEnumerable<OrderField> timeOrder)
    {
        foreach (var (field, rule) in fields)
            rules[(int)field] = rule;
        this.timeOrder = [.. timeOrder];
    }

    /// <summary>The rule of a field.</summary>
    public ValueRule this[OrderField field] => rules[(int)field];

    /// <summary>Tells the sink everything that is unexpected.</summary>
    public void Judge<TSink>(OrderDelivered order, TSink sink)
        where TSink : IFlagSink
    {
        Tell(sink, OrderField.CustomerUniqueId, -1, this[OrderField.CustomerUniqueId].Judge(order.CustomerUniqueId));
        Tell(sink, OrderField.CustomerZipCodePrefix, -1, JudgeZipCode(order.CustomerZipCodePrefix));
        Tell(sink, OrderField.CustomerState, -1, this[OrderField.CustomerState].Judge(order.CustomerState));
        for (var field = OrderField.PurchasedAt; field <= OrderField.EstimatedDeliveryAt; field++)
            Tell(sink, field, -1, this[field].Judge(OrderFields.Time(order, field)));
        JudgeTimeOrder(order, sink);
        for (var i = 0; i < order.Items.Count; i++)
            Judge(order.Items[i], i, sink);
        for (var i = 0; i < order.Payments.Count; i++)
            Judge(order.Payments[i], i, sink);
    }

    /// <summary>A postal code is a text for its leading zeros, and has the bounds of a number.</summary>
    private ValueFault JudgeZipCode(string? prefix)
    {
        var rule = this[OrderField.CustomerZipCodePrefix];
        if (string.IsNullOrEmpty(prefix))
            return rule.Judge((double?)null);
        return rule.Judge(
            int.TryParse(prefix, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : double.NaN
        );
    }

    private void JudgeTimeOrder<TSink>(OrderDelivered order, TSink sink)
        where TSink : IFlagSink
    {
        LocalTime? before = null;
        foreach (var field in timeOrder)
        {
            if (OrderFields.Time(order, field) is not { } time)
                continue;
            if (time < before)
                sink.Flag(field, -1, ValueFault.TimeOrder);
            before = time;
        }
    }

    private void Judge<TSink>(OrderItem item, int i, TSink sink)
        where TSink : IFlagSink
    {
        Tell(sink, OrderField.OrderItemId, i, this[OrderField.OrderItemId].Judge(item.OrderItemId));
        Tell(sink, OrderField.SellerState, i, this[OrderField.SellerState].Judge(item.SellerState));
        Tell(sink, OrderField.ProductCategoryName, i, this[OrderField.ProductCategoryName].Judge(item.ProductCategoryName));
        Tell(sink, OrderField.Price, i, this[OrderField.Price].Judge(item.Price));
        Tell(sink, OrderField.FreightValue, i, this[OrderField.FreightValue].Judge(item.FreightValue));
        Tell(sink, OrderField.ShippingLimitAt, i, this[OrderField.ShippingLimitAt].Judge(item.ShippingLimitAt));
        Tell(sink, OrderField.ProductWeightG, i, this[OrderField.ProductWeightG].Judge(item.ProductWeightG));
        Tell(sink, OrderField.ProductLengthCm, i, this[OrderField.ProductLengthCm].Judge(item.ProductLengthCm));
        Tell(sink, OrderField.ProductHeightCm, i, this[OrderField.ProductHeightCm].Judge(item.ProductHeightCm));
        Tell(sink, OrderField.ProductWidthCm, i, this[OrderField.ProductWidthCm].Judge(item.ProductWidthCm));
        Tell(sink, OrderField.ProductPhotosQty, i, this[OrderField.ProductPhotosQty].Judge(item.ProductPhotosQty));
        Tell(sink, OrderField.ProductNameLength, i, this[OrderField.ProductNameLength].Judge(item.ProductNameLength));
        Tell(sink, OrderField.ProductDescriptionLength, i, this[OrderField.ProductDescriptionLength].Judge(item.ProductDescriptionLength));
    }

    private void Judge<TSink>(OrderPayment payment, int i, TSink sink)
        where TSink : IFlagSink
    {
        Tell(sink, OrderField.PaymentSequential, i, this[OrderField.PaymentSequential].Judge(payment.PaymentSequential));
        Tell(sink, OrderField.PaymentType, i, this[OrderField.PaymentType].Judge(payment.PaymentType));
        Tell(sink, OrderField.PaymentInstallments, i, this[OrderField.PaymentInstallments].Judge(payment.PaymentInstallments));
        Tell(sink, OrderField.PaymentValue, i, this[OrderField.PaymentValue].Judge(payment.PaymentValue));
    }

    private static void Tell<TSink>(TSink sink, OrderField field, int index, ValueFault fault)
        where TSink : IFlagSink
    {
        if (fault != ValueFault.None)
            sink.Flag(field, index, fault);
    }
}
