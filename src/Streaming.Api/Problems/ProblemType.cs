using Streaming.Contracts.Rules;
using Streaming.Web;

namespace Streaming.Api.Problems;

/// <summary>What can be wrong with a request, answered as problem details (RFC 9457). The type of an answer is <c>/problems/</c> and the
/// code; that address gives the meaning.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Meaning">What it means and what to do.</param>
public sealed record ProblemType(string Code, int Status, string Title, string Meaning)
{
    public static readonly ProblemType NotJson = new(
        "not-json",
        StatusCodes.Status400BadRequest,
        "The body is not JSON",
        "The body must be one JSON value in UTF-8; the detail says where it stops being one."
    );

    public static readonly ProblemType InvalidFields = new(
        "invalid-fields",
        StatusCodes.Status422UnprocessableEntity,
        "Fields cannot be used",
        "Each entry of errors names a field, the value found and what it must be. Nothing of the request was scored."
    );

    public static readonly ProblemType TooManyOrders = new(
        "too-many-orders",
        StatusCodes.Status422UnprocessableEntity,
        "Too many orders in one request",
        "Split the request; the detail says how many orders one may hold."
    );

    public static readonly ProblemType TooLarge = new(
        "too-large",
        StatusCodes.Status413PayloadTooLarge,
        "The body is too large",
        "Split the request; the detail says how large a body may be."
    );

    public static readonly ProblemType CompressedBody = new(
        "compressed-body",
        StatusCodes.Status415UnsupportedMediaType,
        "The body must not be compressed",
        "Send the body as it is, without the header Content-Encoding."
    );

    public static readonly ProblemType WrongContentType = new(
        "wrong-content-type",
        StatusCodes.Status415UnsupportedMediaType,
        "The body must be JSON",
        "Send the header Content-Type: application/json; of the charsets only utf-8 is read."
    );

    public static readonly ProblemType NotReady = new(
        "not-ready",
        StatusCodes.Status503ServiceUnavailable,
        "No score can be given yet",
        "No model serves yet, or the histories are being read. Try again; /health/ready says what is waited for."
    );

    public static readonly ProblemType NoDatabase = new(
        "no-database",
        StatusCodes.Status503ServiceUnavailable,
        "The database does not answer",
        "Scoring goes on without it. Try again in a few seconds; if it lasts, look at PostgreSQL and at /health/ready."
    );

    public static readonly ProblemType Busy = new(
        "busy",
        StatusCodes.Status503ServiceUnavailable,
        "Too many requests wait",
        "Try again after the time that Retry-After gives."
    );

    public static readonly ProblemType BadRequest = new(
        "bad-request",
        StatusCodes.Status400BadRequest,
        "The request cannot be read",
        "The detail says why."
    );

    public static readonly ProblemType NotFound = new(
        "not-found",
        StatusCodes.Status404NotFound,
        "There is nothing at this address",
        "Look at the address; where the role api runs, /openapi/v1.json lists its addresses."
    );

    public static readonly ProblemType WrongMethod = new(
        "wrong-method",
        StatusCodes.Status405MethodNotAllowed,
        "This address takes another method",
        "The header Allow names the methods."
    );

    public static readonly ProblemType ForeignHost = new(
        Doors.ForeignHost,
        StatusCodes.Status400BadRequest,
        "This server does not answer under that name",
        "Ask for 127.0.0.1 or localhost. A proxy's own name is allowed by the setting Listen:AllowedHosts."
    );

    public static readonly ProblemType ForeignOrigin = new(
        Doors.ForeignOrigin,
        StatusCodes.Status403Forbidden,
        "A page of another origin may change nothing here",
        "Open this server's own page and use its form. Programs send neither Origin nor Sec-Fetch-Site."
    );

    public static readonly ProblemType NotSignedIn = new(
        "not-signed-in",
        StatusCodes.Status401Unauthorized,
        "This needs a key",
        "Send the header Authorization: Bearer KEY. Whoever manages keys makes one: streaming keys create, or the page Keys."
    );

    public static readonly ProblemType TooManyTries = new(
        "too-many-tries",
        StatusCodes.Status429TooManyRequests,
        "Too many tries from this address",
        "Try again in a minute."
    );

    public static readonly ProblemType Forbidden = new(
        "forbidden",
        StatusCodes.Status403Forbidden,
        "This may not be done",
        "The detail says what was asked and which permission it needs."
    );

    public static readonly ProblemType Fault = new(
        "fault",
        StatusCodes.Status500InternalServerError,
        "The server made a mistake",
        "The request is not to blame; the server's log names the fault under the id in the detail."
    );

    /// <summary>Of several with one status, the last is what an answer without a body is told as.</summary>
    public static readonly IReadOnlyList<ProblemType> All =
    [
        NotJson,
        InvalidFields,
        TooManyOrders,
        TooLarge,
        CompressedBody,
        WrongContentType,
        NotReady,
        NoDatabase,
        Busy,
        NotSignedIn,
        TooManyTries,
        ForeignHost,
        BadRequest,
        NotFound,
        WrongMethod,
        ForeignOrigin,
        Forbidden,
        Fault,
    ];

    /// <summary>The type that tells about an answer without a body.</summary>
    public static ProblemType OfStatus(int status) =>
        All.LastOrDefault(type => type.Status == status)
        ?? (status < StatusCodes.Status500InternalServerError ? BadRequest with { Status = status } : Fault with { Status = status });
}
