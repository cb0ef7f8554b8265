namespace Streaming.Fuzz;

/// <summary>Something that must not happen, with the input that made it happen.</summary>
/// <param name="What">One line.</param>
/// <param name="InputFile">The input, kept; null where there is none.</param>
internal sealed record Finding(string What, string? InputFile);

/// <summary>What one entrance was given and did. Safe to use from any thread.</summary>
internal sealed class EntranceReport(string name, string findingsFolder)
{
    /// <summary>A fault that every input meets is told once in so many words, not a million times.</summary>
    private const int MostFindings = 20;

    private const int LongestFinding = 1_500;

    private readonly Lock gate = new();
    private readonly List<Finding> findings = [];
    private long inputs;
    private long accepted;

    public string Name => name;

    public long Inputs => Interlocked.Read(ref inputs);

    /// <summary>Inputs that were taken as good: a fuzzer whose every input is refused at the door tests the door only.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Other figures of this entrance, such as scored and dead-lettered.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Finding> Findings
    {
        get
        {
            lock (gate)
                return [.. findings];
        }
    }

    public bool IsFull => Findings.Count >= MostFindings;

    public void Add(long count, long good)
    {
        Interlocked.Add(ref inputs, count);
        Interlocked.Add(ref accepted, good);
    }

    /// <summary>Keeps a finding and the bytes that led to it.</summary>
    public void Find(string what, ReadOnlySpan<byte> input)
    {
        lock (gate)
        {
            if (findings.Count >= MostFindings)
                return;
            Directory.CreateDirectory(findingsFolder);
            var file = Path.Combine(findingsFolder, $"{name}-{findings.Count + 1:00}.bin");
            File.WriteAllBytes(file, input);
            findings.Add(new Finding(Cut(what), file));
        }
    }

    public void Find(string what)
    {
        lock (gate)
        {
            if (findings.Count < MostFindings)
                findings.Add(new Finding(Cut(what), null));
        }
    }

    private static string Cut(string what) => what.Length <= LongestFinding ? what : what[..LongestFinding] + " …";
}
