using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features;
using Streaming.Features.Predecessor;

namespace Streaming.Api;

/// <summary>A value of a question that the model does not know.</summary>
/// <param name="Field">Its path within the order.</param>
/// <param name="Value">As read; a long one is cut.</param>
/// <param name="Used">One of <see cref="UnknownValues.Uses"/>.</param>
public readonly record struct UnknownValue(string Field, string Value, string Used);

/// <summary>What the model does not know of a question, for its answer.</summary>
public static class UnknownValues
{
    private const string AsMissing = "as missing";
    private const string OfARowNotRead = "not at all: the model reads that of the dearest item or largest payment";
    private const int MostNamed = 20;
    private const int MostShownCharacters = 100;

    public static readonly IReadOnlyList<string> Uses = [AsMissing, OfARowNotRead];

    /// <summary>The first of them.</summary>
    public static IReadOnlyList<UnknownValue> Of(OrderDelivered order, CategoryDictionary known)
    {
        var unseen = UnseenValues.Of(order, known);
        return unseen.Count == 0 ? [] : [.. unseen.Take(MostNamed).Select(Described)];
    }

    /// <summary>The same for the predecessor's fields.</summary>
    public static IReadOnlyList<UnknownValue> Of(PredecessorBody body, CategoryDictionary known)
    {
        (string Field, string? Value)[] said =
        [
            ("product_category_name", body.ProductCategoryName),
            ("payment_type", body.PaymentType),
            ("customer_state", body.CustomerState),
        ];
        return
        [
            .. said.Where(one => known.IsUnseen(FeatureSchema.IndexOf(one.Field), one.Value))
                .Select(one => new UnknownValue(one.Field, Cut(one.Value!), AsMissing)),
        ];
    }

    private static UnknownValue Described(UnseenValue value)
    {
        var place = new Violation(RuleCodes.Enum, OrderFields.Names[(int)value.Field], value.Index, "", "").Place;
        return new UnknownValue(place, Cut(value.Value), value.IsRead ? AsMissing : OfARowNotRead);
    }

    private static string Cut(string text)
    {
        if (text.Length <= MostShownCharacters)
            return text;
        return text[..(char.IsHighSurrogate(text[MostShownCharacters - 1]) ? MostShownCharacters - 1 : MostShownCharacters)] + "…";
    }
}
