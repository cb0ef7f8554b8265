using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Streaming.Api.Problems;

namespace Streaming.Api.Reading;

/// <summary>The bytes of a request as one JSON value, or the problem with them.</summary>
internal static class RequestBody
{
    /// <summary>An order holds lists of objects in a list in an object; deeper is no order.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Disallow };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body; the caller disposes the document.</summary>
    /// <exception cref="ProblemException">Another content type, compressed, too large, not UTF-8, not JSON, or cut into chunks that
    /// are none.</exception>
    public static async ValueTask<JsonDocument> ReadAsync(HttpContext context, long mostBytes)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType))
            throw new ProblemException(
                ProblemType.WrongContentType,
                $"content type is {Shown(request.ContentType)}, must be application/json in UTF-8"
            );
        if (IsCompressed(request.Headers.ContentEncoding))
            throw new ProblemException(
                ProblemType.CompressedBody,
                $"Content-Encoding is {Shown(request.Headers.ContentEncoding)}, must be left out: the body is read as it is"
            );
        if (request.ContentLength > mostBytes)
            throw TooLarge(mostBytes);
        while (true)
        {
            var read = await NextAsync(context).ConfigureAwait(false);
            if (read.Buffer.Length > mostBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End); // or the server could not read the rest, to throw it away
                throw TooLarge(mostBytes);
            }

            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            // The document keeps a copy: the reader's memory is reused as soon as it is given back.
            var bytes = read.Buffer.ToArray();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return Parse(bytes);
        }
    }

    /// <exception cref="ProblemException">Not UTF-8, not JSON, or nothing.</exception>
    public static JsonDocument Parse(byte[] bytes)
    {
        var json = bytes.AsMemory(bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
        if (json.IsEmpty)
            throw new ProblemException(ProblemType.NotJson, "the body is empty");
        if (IsUtf16(json.Span))
            throw new ProblemException(ProblemType.NotJson, "the body is UTF-16, must be UTF-8");
        if (!Utf8.IsValid(json.Span))
            throw new ProblemException(ProblemType.NotJson, "the body is not UTF-8");
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException broken)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}");
            throw new ProblemException(
                ProblemType.NotJson,
                IsTooDeep(json.Span)
                    ? $"the body lies deeper than {Strict.MaxDepth} levels at {place}"
                    : $"the body stops being JSON at {place}"
            );
        }
    }

    /// <summary>The server tells of chunks that are none by an exception that otherwise says that the caller has gone.</summary>
    private static async ValueTask<ReadResult> NextAsync(HttpContext context)
    {
        try
        {
            return await context.Request.BodyReader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(ProblemType.BadRequest, "the body ends, or is cut into chunks, in a way that HTTP does not know");
        }
    }

    /// <summary>
    /// Whether a reader that takes any depth gets beyond the one that is allowed: only then is it the depth that is at fault.
    /// </summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= Strict.MaxDepth)
                    return true;
        }
        catch (JsonException)
        {
            // It stops being JSON before it is too deep.
        }

        return false;
    }

    /// <summary>By its mark, or by the half of a character that every bracket and quote of JSON has there.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..];

    private static bool IsCompressed(StringValues encoding) =>
        encoding.Count > 0
        && encoding.Any(coding => !string.IsNullOrEmpty(coding) && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));

    private static bool IsJson(string? contentType) =>
        contentType == "application/json"
        || (
            MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (
                type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            )
            && IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset))
        );

    private static bool IsUtf8(StringSegment charset) =>
        !charset.HasValue
        || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static string Shown(string? contentType) =>
        string.IsNullOrEmpty(contentType) ? "missing" : $"'{(contentType.Length > 100 ? contentType[..100] : contentType)}'";

    private static ProblemException TooLarge(long mostBytes) =>
        new(ProblemType.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is larger than {mostBytes} bytes"));
}
