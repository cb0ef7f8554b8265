using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace Streaming.Kafka.Tracing;

/// <summary>
/// An order's way through the program, as spans of the activity source <see cref="SourceName"/>: <see cref="Score"/>, <see cref="Alert"/>,
/// <see cref="Case"/>, <see cref="Notify"/>. What one step tells the next goes with the record or the row, as the text of W3C Trace
/// Context. Without a listener nothing is made: <see cref="IsOn"/> is one null check.
/// </summary>
public static class OrderTrace
{
    public const string SourceName = "Streaming.Orders";

    /// <summary>Header of a record.</summary>
    public const string Header = "traceparent";

    /// <summary>From the reading of the order's record to the commit of what it became.</summary>
    public const string Score = "score";

    /// <summary>From the making of an alert to its commit; below the score.</summary>
    public const string Alert = "alert";

    /// <summary>From the reading of an alert to the commit of what it means for its order's case.</summary>
    public const string Case = "case";

    /// <summary>One try to deliver a message about a case.</summary>
    public const string Notify = "notify";

    /// <summary>Version 00 has 55 characters; a later one may have more.</summary>
    private const int LongestHeader = 128;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody wants spans.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>
    /// Begins a span that ends with <see cref="End"/>. One that is never ended is never told: what is given up has not happened. It does
    /// not become the current activity of the caller.
    /// </summary>
    /// <param name="step">One of the names above.</param>
    /// <param name="kind">Who asks whom.</param>
    /// <param name="parent">What comes before; the default begins a trace of its own.</param>
    /// <param name="links">Other traces that it is about.</param>
    /// <returns>Null where nobody wants it.</returns>
    public static Activity? Begin(string step, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null)
    {
        if (!IsOn)
            return null;
        var current = Activity.Current;
        Activity.Current = null; // or the current one would be the parent of a new trace
        var begun = Source.StartActivity(step, kind, parent, tags: null, links);
        Activity.Current = current;
        return begun;
    }

    /// <summary>Ends a span now.</summary>
    public static void End(Activity? span)
    {
        if (span is null)
            return;
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    /// <summary>What a record says of its trace; the default where it says nothing that can be read.</summary>
    public static ActivityContext Of(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(Header, out var bytes) && bytes is { Length: <= LongestHeader }
            ? Of(Encoding.Latin1.GetString(bytes))
            : default;

    /// <summary>The same of a stored text.</summary>
    public static ActivityContext Of(string? traceParent) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;

    /// <summary>Text for the next step; null where there is no trace.</summary>
    public static string? TextOf(Activity? span, ActivityContext otherwise = default) =>
        span?.Id
        ?? (otherwise == default ? null : $"00-{otherwise.TraceId}-{otherwise.SpanId}-{(byte)otherwise.TraceFlags & 1:x2}");

    /// <summary>Headers for a record; null where there is no trace.</summary>
    public static Headers? HeadersOf(Activity? span) =>
        span?.Id is { } id ? new Headers { { Header, Encoding.Latin1.GetBytes(id) } } : null;
}
