using Xunit;

namespace Streaming.House.Tests;

/// <summary>Sources fit on a screen: no line of C# under <c>src</c> and <c>tests</c> is longer than the formatter's width.</summary>
public sealed class LineLength
{
    private const int MostCharacters = 140;

    /// <summary>Folders of files that no person writes.</summary>
    private const string Generated = "/Generated/";

    [Fact]
    public void no_line_is_longer_than_140_characters() => Assert.Empty(LongLines());

    private static IEnumerable<string> LongLines() =>
        from path in RepositoryFiles.All()
        where path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)
        where path.EndsWith(".cs", StringComparison.Ordinal) && !path.Contains(Generated, StringComparison.Ordinal)
        from line in RepositoryFiles.ReadText(path)!.Split('\n').Index()
        where line.Item.TrimEnd('\r').Length > MostCharacters
        select $"{path} line {line.Index + 1}: {line.Item.Length} characters";
}
