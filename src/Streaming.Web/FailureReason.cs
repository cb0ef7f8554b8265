namespace Streaming.Web;

/// <summary>
/// What may be said of a failure where anybody can read it. Exceptions of our own say what stands against something and what to do; the
/// words of libraries name addresses,
/// files and statements and stay in the log.
/// </summary>
public static class FailureReason
{
    private const string Ours = "Streaming.";

    /// <summary>A sentence without its full stop; null when only the log can say more.</summary>
    public static string? Of(Exception failure) =>
        failure switch
        {
            _ when DatabaseReason.Of(failure) is { } reason => $"the database {reason}",
            _ when failure.GetType().Namespace?.StartsWith(Ours, StringComparison.Ordinal) == true => failure.Message,
            TimeoutException => "a part did not answer in time",
            _ => null,
        };
}
