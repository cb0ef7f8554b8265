namespace Streaming.Marketplace.Synthetic;

/// <summary>How orders are paid. The rows of an order sum to its items and freight, to the centavo.</summary>
internal sealed class Payments(long seed)
{
    private const double SeveralRowsShare = 0.031;

    /// <summary>Of the orders with several payments: card and vouchers, vouchers only, two cards.</summary>
    private static readonly Weighted SeveralRows = new(0.76, 0.15, 0.09);

    /// <summary>Further vouchers of an order: each next one as likely as this.</summary>
    private const double AnotherVoucher = 0.28;

    private static readonly string[] SingleTypes = ["credit_card", "boleto", "voucher", "debit_card"];
    private static readonly Weighted SingleTypeShares = new(58_070, 15_821, 910, 806);

    /// <summary>Below so many centavos, so the installments: one to ten, per thousand card payments.</summary>
    private static readonly (long Below, Weighted Installments)[] InstallmentsByValue =
    [
        (50_00, new(619, 148, 133, 100)),
        (100_00, new(419, 156, 138, 75, 80, 57, 31, 28, 15, 1)),
        (200_00, new(220, 219, 156, 89, 81, 57, 23, 52, 7, 96)),
        (500_00, new(130, 107, 127, 131, 98, 79, 24, 120, 11, 173)),
        (long.MaxValue, new(80, 38, 59, 67, 65, 70, 29, 172, 10, 410)),
    ];

    private readonly Xoshiro random = new(seed, 4);

    public void Pay(Order order)
    {
        var total = order.Items.Sum(item => item.Product.Cents + item.FreightCents);
        if (!random.Chance(SeveralRowsShare))
        {
            Add(order, SingleTypes[SingleTypeShares.Pick(random)], total);
            return;
        }

        var kind = SeveralRows.Pick(random);
        if (kind == 2)
        {
            var first = Part(total);
            Add(order, "credit_card", first);
            Add(order, "credit_card", total - first);
            return;
        }

        var rest = total;
        if (kind == 0)
        {
            var card = Part(total);
            Add(order, "credit_card", card);
            rest -= card;
        }

        var vouchers = kind == 0 ? 1 : 2;
        while (random.Chance(AnotherVoucher) && vouchers < 25)
            vouchers++;
        for (; vouchers > 1; vouchers--)
        {
            var part = Part(rest);
            Add(order, "voucher", part);
            rest -= part;
        }

        Add(order, "voucher", rest);
    }

    private long Part(long cents) => (long)(cents * (0.25 + 0.5 * random.Unit()));

    private void Add(Order order, string type, long cents) =>
        order.Payments.Add(new(type, type == "credit_card" ? Installments(cents) : 1, cents));

    private int Installments(long cents)
    {
        foreach (var (below, installments) in InstallmentsByValue)
        {
            if (cents < below)
                return 1 + installments.Pick(random);
        }

        return 1;
    }
}
