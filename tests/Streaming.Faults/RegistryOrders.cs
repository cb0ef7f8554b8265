using System.Collections.Concurrent;
using System.Globalization;

namespace Streaming.Faults;

/// <summary>How the registry answers.</summary>
internal enum RegistryMode
{
    Right,
    Html,
    Empty,
    Deep,
    Redirect,
    Broken,
    Silent,
    Endless,
}

/// <summary>The orders for the registry, one per line: a mode by its name, or <c>lag MILLISECONDS</c>. Safe to use from any
/// thread.</summary>
internal sealed class RegistryOrders(TimeProvider clock)
{
    private const string Ids = "/schemas/ids/";

    private readonly ConcurrentDictionary<string, long> firstAsked = new();
    private volatile RegistryMode mode;
    private long lagMilliseconds;

    public RegistryMode Mode => mode;

    /// <summary>Whether a schema id is not known yet: so long after it was first asked for since the last <c>lag</c>, as a follower's copy
    /// that is behind.</summary>
    public bool Hides(string path)
    {
        var lag = Interlocked.Read(ref lagMilliseconds);
        if (lag == 0 || !path.StartsWith(Ids, StringComparison.Ordinal))
            return false;
        var now = clock.GetTimestamp();
        return clock.GetElapsedTime(firstAsked.GetOrAdd(path, now), now).TotalMilliseconds < lag;
    }

    /// <summary>Takes one order per line until the lines end; says what is wrong with a line that is none.</summary>
    public void Follow(TextReader lines, TextWriter complaints)
    {
        while (lines.ReadLine() is { } line)
        {
            if (!Give(line))
                complaints.WriteLine(
                    $"'{line}' is no order; allowed: lag MILLISECONDS, "
                        + $"{string.Join(", ", Enum.GetNames<RegistryMode>()).ToLowerInvariant()}"
                );
        }
    }

    private bool Give(string line)
    {
        if (line.Split(' ') is ["lag", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lag))
        {
            firstAsked.Clear();
            Interlocked.Exchange(ref lagMilliseconds, lag);
            return true;
        }

        if (!Enum.TryParse<RegistryMode>(line, ignoreCase: true, out var chosen) || !Enum.IsDefined(chosen))
            return false;
        mode = chosen;
        return true;
    }
}
