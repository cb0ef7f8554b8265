using System.Text.RegularExpressions;

namespace Streaming.Features.Tests.Twin;

/// <summary>The area of a postal code, from the words of the definition.</summary>
internal static class NaiveArea
{
    public static string? Of(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
            return null;
        var whole = Regex.Replace(code.Trim(), @"^([^.]*)\.0+$", "$1");
        if (Regex.IsMatch(whole, "^[0-9]{4,5}(-?[0-9]{3})?$|^[0-9]{1,2}[.][0-9]{3}-[0-9]{3}$"))
        {
            var digits = whole.Replace(".", "").Replace("-", "");
            if (digits.Length is 4 or 7)
                digits = "0" + digits;
            if (!digits.StartsWith("00", StringComparison.Ordinal))
                return digits[..3];
        }

        return code.Length < 3 ? null : code[..3];
    }
}
