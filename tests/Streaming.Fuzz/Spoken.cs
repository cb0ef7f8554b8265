namespace Streaming.Fuzz;

/// <summary>What the program may say to a person who brought something that it cannot use.</summary>
internal static class Spoken
{
    private const int Shown = 600;

    /// <returns>What is wrong with the answer; null for a success or a refusal in words.</returns>
    public static string? Fault(int exitCode, string said)
    {
        if (exitCode is not (ExitCodeOk or ExitCodeBadInput))
            return $"exit code {exitCode}: {Cut(said)}";
        if (said.Contains("   at ", StringComparison.Ordinal) || said.Contains("unexpected failure", StringComparison.Ordinal))
            return $"a stack trace: {Cut(said)}";
        return exitCode == ExitCodeBadInput && string.IsNullOrWhiteSpace(said) ? "refused without a word" : null;
    }

    private const int ExitCodeOk = 0;
    private const int ExitCodeBadInput = 2;

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
