using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Features.Histories;

/// <summary>
/// The area that an order was delivered to: the first three characters of the customer's postal code. A code that lost its zero, or came
/// whole, is read as tables and the API read it (<see cref="PostalCode"/>); any other text counts as it stands, because other places number
/// their customers in other ways.
/// </summary>
internal static class CustomerArea
{
    /// <summary>The least room that <see cref="Of"/> needs.</summary>
    public const int Room = PostalCode.PrefixDigits;

    /// <summary>The area; empty when the code is missing, blank, or shorter than an area.</summary>
    /// <param name="order">The order.</param>
    /// <param name="room">At least <see cref="Room"/> characters; the area may lie in it.</param>
    public static ReadOnlySpan<char> Of(OrderDelivered order, Span<char> room)
    {
        var code = order.CustomerZipCodePrefix.AsSpan();
        if (IsPrefix(code))
            return code[..HistoryConstants.AreaCharacters];
        if (PostalCode.TryPrefix(code, room))
            return room[..HistoryConstants.AreaCharacters];
        return code.Length < HistoryConstants.AreaCharacters || code.IsWhiteSpace() ? [] : code[..HistoryConstants.AreaCharacters];
    }

    /// <summary>Nearly every code is five digits already: what it says needs no further look.</summary>
    private static bool IsPrefix(ReadOnlySpan<char> code)
    {
        if (code.Length != PostalCode.PrefixDigits)
            return false;
        foreach (var one in code)
        {
            if (!char.IsAsciiDigit(one))
                return false;
        }

        return true;
    }
}
