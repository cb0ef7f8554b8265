using Streaming.Models.Policy;

namespace Streaming.Retraining.Stages;

/// <summary>
/// One stage of the retraining: named artifacts in, named artifacts out. Equal code, settings and inputs give equal outputs, byte for byte;
/// that is
/// what lets a run skip it. Knows nothing of databases, jobs or other runs.
/// </summary>
public interface IStage
{
    /// <summary>Number and name, such as <c>03-features</c>; also the folder of its artifacts.</summary>
    string Name { get; }

    /// <summary>Raised by hand where the stage has to work anew although its code is the same, such as after a fault of something outside
    /// that it read.</summary>
    string CodeVersion { get; }

    /// <summary>Where its work begins: the assemblies of these types, with all that they use, are what its outputs follow from.</summary>
    IReadOnlyList<Type> Code => [GetType()];

    /// <summary>The artifacts that it reads, each as <c>stage/artifact</c>.</summary>
    IReadOnlyList<string> Inputs { get; }

    /// <summary>Whether it fits models: such a stage runs in a child process at low priority, so that killing it cancels it and its garbage
    /// pauses nobody.</summary>
    bool RunsInChild { get; }

    /// <summary>Every setting that its outputs follow from, by name, and what it reads from outside (a folder's hash, log positions).
    /// Hashed before it runs.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Does the work.</summary>
    /// <exception cref="StageException">It cannot be done; nothing of its outputs is kept.</exception>
    void Run(StageContext context, CancellationToken cancellation);
}

/// <summary>What a stage is given.</summary>
/// <param name="InputFolder">Holds each input as a file <c>stage/artifact</c>.</param>
/// <param name="OutputFolder">Empty; every file that the stage leaves in it is an artifact of that name.</param>
/// <param name="Report">Takes audit events about the work (data sets, candidates) in order; they are recorded with the stage's
/// completion.</param>
/// <param name="Progress">Receives the progress often.</param>
public sealed record StageContext(string InputFolder, string OutputFolder, Action<object> Report, IProgress<StageProgress> Progress)
{
    /// <summary>Path of an input, named as in <see cref="IStage.Inputs"/>.</summary>
    public string Input(string artifact) => Path.Combine(InputFolder, artifact);

    /// <summary>Path for an output.</summary>
    public string Output(string artifact) => Path.Combine(OutputFolder, artifact);
}

/// <summary>Where a stage stands.</summary>
/// <param name="Detail">What it is doing, in words.</param>
/// <param name="Done">Share of the stage, 0 to 1.</param>
/// <param name="Rows">What it has worked through so far, in its own unit.</param>
public sealed record StageProgress(string Detail, double Done, long Rows = 0);

/// <summary>A stage cannot do its work.</summary>
/// <param name="what">What went wrong, with the value and the rule.</param>
/// <param name="where">File, table, row, setting or part.</param>
/// <param name="remedy">What to do before the next run.</param>
public sealed class StageException(string what, string where, string remedy, Exception? inner = null)
    : Exception($"{where}: {what}. {remedy}", inner)
{
    public string What { get; } = what;

    public string Where { get; } = where;

    public string Remedy { get; } = remedy;
}
