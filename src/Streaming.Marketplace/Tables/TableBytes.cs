using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Streaming.Contracts.Settings;

namespace Streaming.Marketplace.Tables;

/// <summary>How the letters of a table are written.</summary>
internal enum TextForm
{
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
}

/// <summary>What can be known of a table's bytes in the one pass that hashes them, before a row is read.</summary>
/// <param name="Sha256">Of all of them.</param>
/// <param name="Form">How its letters are written.</param>
/// <param name="Length">How many there are.</param>
/// <param name="EndsInLineBreak">As every table that was written to its end does; some programs leave the last one out.</param>
/// <param name="IsValid">Whether all of them are UTF-8; true for UTF-16, whose letters are checked when they are read.</param>
internal sealed record TableBytes(byte[] Sha256, TextForm Form, long Length, bool EndsInLineBreak, bool IsValid)
{
    private const int Block = 1 << 16;
    private const int LongestLetter = 4; // bytes of UTF-8

    /// <exception cref="TableException">The file is no text: it says what it is and what to do.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TableBytes Of(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Block + LongestLetter);
        try
        {
            var (form, length, isValid, kept, last) = (TextForm.Utf8, 0L, true, 0, (Before: (byte)0, Last: (byte)0));
            for (int read; (read = file.ReadAtLeast(buffer.AsSpan(kept, Block), Block, throwOnEndOfStream: false)) > 0; )
            {
                var block = buffer.AsSpan(kept, read);
                if (length == 0)
                    form = FileKinds.FormOf(block) ?? throw new TableException(path, null, null, null, FileKinds.Refusal(block));
                hash.AppendData(block);
                length += read;
                last = (read > 1 ? block[^2] : last.Last, block[^1]);
                if (form != TextForm.Utf8 || !isValid)
                    continue;
                var text = buffer.AsSpan(0, kept + read);
                var open = read < Block ? 0 : Unfinished(text);
                isValid = Utf8.IsValid(text[..^open]);
                text[^open..].CopyTo(buffer);
                kept = open;
            }

            var ending = form == TextForm.Utf16LittleEndian ? last.Before : last.Last;
            return new TableBytes(
                hash.GetHashAndReset(),
                form,
                length,
                length == 0 || ending is (byte)'\n' or (byte)'\r',
                isValid && kept == 0
            );
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Strict: letters that are none end the reading.</summary>
    public Encoding Encoding =>
        Form == TextForm.Utf8
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
            : new UnicodeEncoding(bigEndian: Form == TextForm.Utf16BigEndian, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>Bytes at the end of a block that may be the beginning of a letter; the next block ends it.</summary>
    private static int Unfinished(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back < LongestLetter && back <= text.Length; back++)
        {
            var begin = text[^back];
            if (begin < 0x80)
                return 0;
            if (begin >= 0xC0)
                return
                    back
                    < (
                        begin >= 0xF0 ? 4
                        : begin >= 0xE0 ? 3
                        : 2
                    )
                    ? back
                    : 0;
        }

        return 0;
    }
}
