using System.Diagnostics;

namespace Streaming.Scorer.MicroBatches;

/// <summary>
/// The steps of a batch as spans of the activity source <c>Streaming.Scorer</c>, on the loop's thread, in this order. Any tracing library
/// reads them;
/// without a listener a step costs a null check.
/// </summary>
public static class BatchTrace
{
    public const string SourceName = "Streaming.Scorer";

    /// <summary>Bytes to checked events; what breaks the contract becomes a dead letter.</summary>
    public const string Decode = "decode";

    /// <summary>Waiting until the histories have passed the batch.</summary>
    public const string Histories = "histories";

    /// <summary>Features, score, reasons and encoded outputs.</summary>
    public const string Score = "score";

    /// <summary>Handing the outputs to the producer, inside a transaction where there is one.</summary>
    public const string Produce = "produce";

    /// <summary>Adding the input offsets to the transaction.</summary>
    public const string Offsets = "offsets";

    /// <summary>The commit: of the transaction, or of the offsets where delivery is at least once.</summary>
    public const string Commit = "commit";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a step; disposing ends it.</summary>
    internal static Activity? Step(string name) => Source.StartActivity(name);
}
