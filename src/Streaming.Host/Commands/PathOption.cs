using System.CommandLine;

namespace Streaming.Host.Commands;

/// <summary>What an option's path must be, so that a wrong one is found before any work.</summary>
internal enum PathUse
{
    /// <summary>A folder that is there.</summary>
    FolderToRead,

    /// <summary>A folder that another process reads, perhaps on another machine.</summary>
    FolderElsewhere,

    /// <summary>A file that is there.</summary>
    FileToRead,

    /// <summary>A file that is made or replaced, in a folder that is there.</summary>
    FileToWrite,

    /// <summary>The same; the folder is made when it is missing.</summary>
    FileToWriteAnywhere,

    /// <summary>A folder that is made when it is missing.</summary>
    FolderToWrite,
}

/// <summary>An option whose value is a path.</summary>
internal sealed class PathOption(string name, PathUse use) : Option<string?>(name), IPathSymbol
{
    public PathUse Use => use;

    public string? PathOf(ParseResult parsed) => parsed.GetResult(this) is { Implicit: false } ? parsed.GetValue(this) : null;
}

/// <summary>An argument that is a path.</summary>
internal sealed class PathArgument(string name, PathUse use) : Argument<string?>(name), IPathSymbol
{
    public PathUse Use => use;

    public string? PathOf(ParseResult parsed) => parsed.GetResult(this) is { Tokens.Count: > 0 } ? parsed.GetValue(this) : null;
}

/// <summary>A part of the command line that is a path.</summary>
internal interface IPathSymbol
{
    string Name { get; }

    PathUse Use { get; }

    string? PathOf(ParseResult parsed);
}
