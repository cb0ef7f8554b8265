namespace Streaming.Quality.Tables;

/// <summary><c>schema.yaml</c> cannot be used; one line for each problem, with file, line, value and what is allowed.</summary>
public sealed class SchemaException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
