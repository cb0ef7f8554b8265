namespace Streaming.Contracts.Rules;

/// <summary>
/// Brazilian postal codes as files and callers bring them, to the five-digit prefix of the contract. Codes of Greater São Paulo begin with
/// a zero, which spreadsheets and data frames drop: what holds one digit too few is such a code, because no other has four or seven. Safe
/// to use from any thread.
/// </summary>
public static class PostalCode
{
    /// <summary>What is understood, in words for messages: <c>must be …</c>.</summary>
    public const string Rule =
        "a postal code from 01000 to 99999 or its whole eight digits, such as 01037 or 01037-000; 1037 and 1037.0 are read as 01037";

    /// <summary>Digits of a prefix.</summary>
    public const int PrefixDigits = 5;

    private const int SuffixDigits = 3;
    private const int CodeDigits = PrefixDigits + SuffixDigits;

    /// <summary>
    /// The five-digit prefix, leading zero kept: of <c>01037</c>, <c>1037</c>, <c>1037.0</c>, <c>01037-000</c>, <c>01.037-000</c>,
    /// <c>01037000</c> and <c>1037000</c> it is <c>01037</c>. Blanks around the code do not count.
    /// </summary>
    /// <param name="text">The code as found.</param>
    /// <returns>
    /// The very text given where it is such a prefix already; null where it is no postal code that this understands, <see cref="Rule"/>
    /// says which are.
    /// </returns>
    public static string? Prefix(string text)
    {
        Span<char> prefix = stackalloc char[PrefixDigits];
        if (!TryPrefix(text, prefix))
            return null;
        return prefix.SequenceEqual(text) ? text : prefix.ToString();
    }

    /// <summary>The same without a text of its own.</summary>
    /// <param name="text">The code as found.</param>
    /// <param name="prefix">Receives <see cref="PrefixDigits"/> characters when the code is understood.</param>
    /// <returns>False where <see cref="Prefix"/> gives null; what <paramref name="prefix"/> holds then stays as it was.</returns>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is too short.</exception>
    public static bool TryPrefix(ReadOnlySpan<char> text, Span<char> prefix)
    {
        var code = WithoutFraction(text.Trim());
        Span<char> digits = stackalloc char[CodeDigits];
        if (!TryDigits(code, digits, out var count))
            return false;
        if (count is PrefixDigits - 1 or CodeDigits - 1)
        {
            digits[..count].CopyTo(digits[1..]);
            digits[0] = '0';
        }
        else if (count is not (PrefixDigits or CodeDigits))
        {
            return false;
        }

        if (digits is ['0', '0', ..])
            return false; // nobody lives there: more than one digit is missing
        digits[..PrefixDigits].CopyTo(prefix);
        return true;
    }

    /// <summary>A data frame that once held an empty cell writes whole numbers with a fraction of zero.</summary>
    private static ReadOnlySpan<char> WithoutFraction(ReadOnlySpan<char> code)
    {
        var point = code.IndexOf('.');
        return point > 0 && point < code.Length - 1 && code[(point + 1)..].TrimEnd('0').IsEmpty ? code[..point] : code;
    }

    /// <summary>The digits alone; a hyphen may stand before the last three, a point before the three in front of it.</summary>
    private static bool TryDigits(ReadOnlySpan<char> code, Span<char> digits, out int count)
    {
        count = 0;
        for (var i = 0; i < code.Length; i++)
        {
            var after = code.Length - 1 - i;
            if (code[i] == '-' && after == SuffixDigits && count is PrefixDigits or PrefixDigits - 1)
                continue;
            if (
                code[i] == '.'
                && after == CodeDigits - 1
                && code[^(SuffixDigits + 1)] == '-'
                && count is PrefixDigits - SuffixDigits or PrefixDigits - SuffixDigits - 1
            )
            {
                continue;
            }

            if (!char.IsAsciiDigit(code[i]) || count == CodeDigits)
                return false;
            digits[count++] = code[i];
        }

        return true;
    }
}
