using System.Text;
using Streaming.Contracts.Rules;

namespace Streaming.Replays.DeadLetters;

/// <summary>A record key for people.</summary>
public static class KeyText
{
    private const int MostShownBytes = 100;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>As UTF-8 where it is printable text, else in hexadecimal; cut after 100 bytes. "-" when there is none.</summary>
    public static string Of(byte[]? key)
    {
        if (key is null)
            return "-";
        if (key.Length > MostShownBytes)
            return $"{Of(key[..LastWhole(key)])}… ({key.Length} bytes)";
        try
        {
            var text = Strict.GetString(key);
            if (!PlainText.HasControl(text) && !PlainText.HasDirectionMark(text))
                return text;
        }
        catch (DecoderFallbackException)
        {
            // Not UTF-8: shown as bytes.
        }

        return "0x" + Convert.ToHexString(key);
    }

    /// <summary>Cuts between two characters.</summary>
    private static int LastWhole(byte[] key)
    {
        var end = MostShownBytes;
        while (end > MostShownBytes - 4 && (key[end] & 0xC0) == 0x80)
            end--;
        return end;
    }
}
