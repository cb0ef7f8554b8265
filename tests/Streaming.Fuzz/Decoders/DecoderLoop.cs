using System.Diagnostics;
using System.Globalization;
using System.Text;
using Streaming.Contracts;
using Streaming.Fuzz.Mutation;
using Streaming.Kafka.Registry;

namespace Streaming.Fuzz.Decoders;

/// <summary>
/// Coverage-guided: inputs that pass a branch that none passed before are kept and changed further. An input must be taken or refused as a
/// record that cannot be
/// used, within time and memory in proportion to its length; anything else is a finding.
/// </summary>
internal sealed class DecoderLoop(IReadOnlyList<DecoderTarget> targets, CoverageMap coverage, CurrentInput current, Random random)
{
    private const int LongestInput = 64 * 1024;

    /// <summary>For exception, message and stack trace, whatever the length.</summary>
    private const long BytesAllowed = 4 * 1024 * 1024;

    /// <summary>Far above what any input takes, as the machine may be busy.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private readonly ByteMutator bytes = new(random);
    private readonly TextMutator text = new(random);
    private readonly List<byte[]>[] corpora = [.. targets.Select(target => target.Seeds.ToList())];

    public long Inputs { get; private set; }

    public long Accepted { get; private set; }

    public int Branches => coverage.Branches;

    public int CorpusSize => corpora.Sum(corpus => corpus.Count);

    /// <returns>What must not happen and its input; null when the time is up.</returns>
    public (string What, byte[] Input)? Run(TimeSpan time)
    {
        for (var target = 0; target < targets.Count; target++)
        {
            foreach (var seed in corpora[target].ToList())
                if (Feed(target, seed) is { } fault)
                    return (fault, seed);
        }

        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            for (var turn = 0; turn < 200; turn++)
            {
                var target = random.Next(targets.Count);
                var input = Next(target);
                if (Feed(target, input) is { } fault)
                    return (fault, input);
            }
        }

        return null;
    }

    private byte[] Next(int target)
    {
        var corpus = corpora[target];
        var chosen = corpus[random.Next(corpus.Count)];
        return targets[target].IsText
            ? text.Mutate(Encoding.UTF8.GetString(chosen))
            : bytes.Mutate(chosen, corpus[random.Next(corpus.Count)], LongestInput);
    }

    /// <returns>What must not happen; null when nothing did.</returns>
    private string? Feed(int target, byte[] input)
    {
        current.Set(target, input);
        coverage.Clear();
        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        var fault = Try(targets[target], input);
        var (took, bytesTaken) = (Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - allocated);
        Inputs++;
        if (coverage.Take())
            corpora[target].Add(input);
        if (fault is not null)
            return $"{targets[target].Name}: {fault}";
        if (bytesTaken > BytesAllowed + targets[target].BytesPerInputByte * input.Length)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{targets[target].Name}: {input.Length:N0} bytes took {bytesTaken:N0} bytes of memory"
            );
        return took > LongestTurn
            ? string.Create(CultureInfo.InvariantCulture, $"{targets[target].Name}: {input.Length:N0} bytes took {took.TotalSeconds:0.0} s")
            : null;
    }

    private string? Try(DecoderTarget target, byte[] input)
    {
        try
        {
            if (target.Feed(input))
                Accepted++;
            return null;
        }
        catch (Exception refused) when (refused is ContractException or RegistryUnavailableException)
        {
            return null;
        }
        catch (Exception unexpected)
        {
            return unexpected.ToString();
        }
    }
}
