using Streaming.Console.Queries.Models;

namespace Streaming.Console.Pages.Models;

/// <summary>Parts of the test slice as a table, of two models or of one.</summary>
/// <param name="First">Name of the first model; null when only the second is shown.</param>
/// <param name="Second">Name of the second.</param>
public sealed record PartsTable(string Caption, IReadOnlyList<ComparedPart> Parts, string? First, string Second);
