using System.Globalization;

namespace Streaming.Host.Commands;

/// <summary>
/// The progress of one long piece of work on standard error. A terminal shows one line that is written over; a file or a pipe gets a line
/// a second. With a share the line ends with an estimate of the time that is left. Safe to use from any thread.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const string BackToStart = "\r";
    private const string ClearToEnd = "\u001b[K";

    /// <summary>Before this share, and before this time, the estimate says nothing.</summary>
    private const double LeastShare = 0.02;
    private static readonly TimeSpan LeastElapsed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OnTerminals = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly TextWriter output;
    private readonly TimeProvider clock;
    private readonly int? width;
    private readonly long startedAt;
    private long shownAt;
    private bool isOpen;

    /// <param name="output">Standard error of the command.</param>
    /// <param name="clock">Paces the lines and measures the elapsed time.</param>
    public ProgressLine(TextWriter output, TimeProvider clock)
        : this(output, clock, WidthOf(output)) { }

    /// <param name="output">Receives the line.</param>
    /// <param name="clock">Paces the lines and measures the elapsed time.</param>
    /// <param name="width">Columns of the terminal; null where there is none.</param>
    internal ProgressLine(TextWriter output, TimeProvider clock, int? width)
    {
        (this.output, this.clock, this.width) = (output, clock, width);
        startedAt = shownAt = clock.GetTimestamp();
    }

    /// <summary>Shows the text, unless the one before was shown a moment ago.</summary>
    /// <param name="share">Share of the work that is done, 0 to 1; null when the total is not known.</param>
    /// <param name="text">Where the work stands.</param>
    public void Show(double? share, string text)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(shownAt) < (width is null ? Elsewhere : OnTerminals))
                return;
            shownAt = clock.GetTimestamp();
            var line = text + TimeLeft(share, clock.GetElapsedTime(startedAt));
            if (width is not { } columns)
            {
                output.WriteLine(line);
                return;
            }

            isOpen = true;
            output.Write(BackToStart + (line.Length < columns ? line : line[..(columns - 1)]) + ClearToEnd);
        }
    }

    /// <summary>Shows a line that stays.</summary>
    public void Keep(string text)
    {
        lock (gate)
        {
            Clear();
            output.WriteLine(text);
        }
    }

    /// <summary>Removes the line from a terminal.</summary>
    public void Dispose()
    {
        lock (gate)
            Clear();
    }

    /// <summary><c>1,200 of 5,000 (24%)</c>.</summary>
    public static string OfTotal(long done, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0} ({(total == 0 ? 1 : (double)done / total):0%})");

    /// <summary><c>, about 40 s left</c>; empty while there is nothing to estimate from.</summary>
    internal static string TimeLeft(double? share, TimeSpan elapsed)
    {
        if (share is not { } done || done < LeastShare || done >= 1 || elapsed < LeastElapsed)
            return "";
        var seconds = elapsed.TotalSeconds * (1 - done) / done;
        return seconds switch
        {
            < 20 => string.Create(CultureInfo.InvariantCulture, $", about {Math.Max(1, Math.Round(seconds)):0} s left"),
            < 115 => string.Create(CultureInfo.InvariantCulture, $", about {Math.Round(seconds / 10) * 10:0} s left"),
            < 7_000 => string.Create(CultureInfo.InvariantCulture, $", about {seconds / 60:0} min left"),
            _ => string.Create(CultureInfo.InvariantCulture, $", about {seconds / 3_600:0.0} h left"),
        };
    }

    private void Clear()
    {
        if (isOpen)
            output.Write(BackToStart + ClearToEnd);
        isOpen = false;
    }

    private static int? WidthOf(TextWriter output)
    {
        if (output != System.Console.Error || System.Console.IsErrorRedirected)
            return null;
        try
        {
            return System.Console.WindowWidth is > 1 and var columns ? columns : null;
        }
        catch (IOException)
        {
            return null; // a terminal that does not know its size
        }
    }
}
