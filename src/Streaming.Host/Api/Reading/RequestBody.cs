using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Streaming.Host.Api.Problems;

namespace Streaming.Host.Api.Reading;

/// <summary>The bytes of a request as one JSON value, or the problem with them.</summary>
internal static class RequestBody
{
    /// <summary>An order holds lists of objects in a list in an object; deeper is no order.</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Reads the whole body; the caller disposes the document.</summary>
    /// <exception cref="ProblemException">Another content type, too large, not UTF-8, not JSON.</exception>
    public static async ValueTask<JsonDocument> ReadAsync(HttpContext context, long mostBytes)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType)) throw new ProblemException(ProblemType.WrongContentType, $"content type is {Shown(request.ContentType)}, must be application/json");
        if (request.ContentLength > mostBytes) throw TooLarge(mostBytes);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
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
        if (bytes.Length == 0) throw new ProblemException(ProblemType.NotJson, "the body is empty");
        if (!Utf8.IsValid(bytes)) throw new ProblemException(ProblemType.NotJson, "the body is not UTF-8");
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException broken)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}");
            throw new ProblemException(ProblemType.NotJson, $"the body stops being JSON at {place}, or lies deeper than {Strict.MaxDepth} levels");
        }
    }

    private static bool IsJson(string? contentType) =>
        contentType == "application/json"
        || (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)));

    private static string Shown(string? contentType) => string.IsNullOrEmpty(contentType) ? "missing" : $"'{(contentType.Length > 100 ? contentType[..100] : contentType)}'";

    private static ProblemException TooLarge(long mostBytes) =>
        new(ProblemType.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is larger than {mostBytes} bytes"));
}
