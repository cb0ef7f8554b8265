using Streaming.Cases.Queries;
using Streaming.Cases.Worth;

namespace Streaming.Console.Pages.Overview;

/// <summary>The work that is left, and what the last 30 days of wall time came to.</summary>
public sealed record WorkView(CaseCounts Left, WorthFigures Done);
