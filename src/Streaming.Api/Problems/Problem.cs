using System.Buffers;
using System.Text.Json;
using Streaming.Web;

namespace Streaming.Api.Problems;

/// <summary>One answer about what is wrong.</summary>
/// <param name="Type">What kind.</param>
/// <param name="Detail">This occurrence, in words.</param>
/// <param name="Errors">Fields that cannot be used, the first of them.</param>
/// <param name="ErrorCount">How many there are.</param>
public sealed record Problem(ProblemType Type, string Detail, IReadOnlyList<FieldProblem> Errors, int ErrorCount)
{
    public const string MediaType = "application/problem+json";

    private const string RetryAfterSeconds = "1";

    public Problem(ProblemType type, string detail)
        : this(type, detail, [], 0) { }

    /// <summary>A request that was not let in.</summary>
    public static Problem Of(DoorRefusal refusal) =>
        new(ProblemType.All.Single(type => type.Code == refusal.Code) with { Status = refusal.Status }, refusal.Detail);

    /// <summary>Sends it as the answer: as a page to whoever asks for pages, else as JSON.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Type.Status;
        if (Type.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = RetryAfterSeconds;
        if (Type == ProblemType.CompressedBody)
            response.Headers.AcceptEncoding = "identity";
        if (ProblemPage.IsWanted(context.Request))
        {
            await ProblemPage.WriteAsync(context, this).ConfigureAwait(false);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
            Write(json, context.Request.Path);
        response.ContentType = MediaType;
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "/problems/" + Type.Code);
        json.WriteString("title"u8, Type.Title);
        json.WriteNumber("status"u8, Type.Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("instance"u8, path);
        if (ErrorCount > 0)
        {
            json.WriteNumber("error_count"u8, ErrorCount);
            json.WriteStartArray("errors"u8);
            foreach (var error in Errors)
            {
                json.WriteStartObject();
                json.WriteString("field"u8, error.Field);
                json.WriteString("value"u8, error.Value);
                json.WriteString("rule"u8, error.Rule);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

/// <summary>Ends the reading of a request.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public ProblemException(ProblemType type, string detail)
        : this(new Problem(type, detail)) { }

    public Problem Problem { get; } = problem;
}
