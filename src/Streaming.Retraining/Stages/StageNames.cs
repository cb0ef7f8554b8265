using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Stages;

/// <summary>Stages and the artifacts that others read, in one place, so that a reader cannot misspell what a writer wrote.</summary>
public static class StageNames
{
    public const string Features = "03-features";
    public const string Split = "04-split";
    public const string Training = "05-training";
    public const string Evaluation = "06-evaluation";

    /// <summary>Every delivered order as a row, binary.</summary>
    public const string Rows = Features + "/rows.bin";

    /// <summary>Snapshot of the histories after all events.</summary>
    public const string Histories = Features + "/histories.bin";

    /// <summary>Who fits, who calibrates, who tests.</summary>
    public const string Indices = Split + "/split.bin";

    /// <summary>The categories of the training slice; a category's code is its place.</summary>
    public const string Categories = Split + "/categories.json";

    /// <summary>Every candidate: what it was fitted with and how it did before the test slice, or why it is not there.</summary>
    public const string Candidates = Training + "/candidates.json";

    /// <summary>The predecessor's features with the same trees: one risk per labelled test row.</summary>
    public const string Predecessor = Training + "/predecessor.bin";

    /// <summary>What the search tried; not there without a search.</summary>
    public const string Trials = Training + "/" + TrialFile.Name;

    /// <summary>The artifact of a candidate; empty when it could not be fitted.</summary>
    public static string ModelOf(string candidate) => $"{Training}/{candidate}.model";

    /// <summary>What was measured on the test slice, and what follows from it.</summary>
    public const string Report = Evaluation + "/evaluation.json";

    /// <summary>Name of an artifact within its stage's folder.</summary>
    public static string FileOf(string artifact) => artifact[(artifact.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
