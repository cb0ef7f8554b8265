using Streaming.Host.Commands;
using Streaming.Retraining.OneOff;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class ProgressLineTests : IDisposable
{
    private readonly SteppedClock clock = new();
    private readonly StringWriter output = new();

    public void Dispose() => output.Dispose();

    [Fact]
    public void a_file_gets_a_line_a_second_with_the_time_that_is_left()
    {
        using var line = new ProgressLine(output, clock, width: null);
        for (var tenths = 1; tenths <= 35; tenths++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            line.Show(tenths / 100.0, $"{tenths} of 100");
        }

        Assert.Equal("10 of 100\n20 of 100, about 8 s left\n30 of 100, about 7 s left\n", output.ToString());
    }

    [Fact]
    public void a_terminal_gets_one_line_that_is_written_over_and_fits()
    {
        using (var line = new ProgressLine(output, clock, width: 10))
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            line.Show(null, "short");
            clock.Advance(TimeSpan.FromMilliseconds(100));
            line.Show(null, "much longer than the terminal");
            line.Keep("a step");
        }

        Assert.Equal("\rshort\u001b[K\rmuch long\u001b[K\r\u001b[Ka step\n", output.ToString());
    }

    [Theory]
    [InlineData(null, 100, "")]
    [InlineData(0.01, 100, "")]
    [InlineData(0.5, 1, "")]
    [InlineData(0.5, 5, ", about 5 s left")]
    [InlineData(0.5, 42, ", about 40 s left")]
    [InlineData(0.25, 100, ", about 5 min left")]
    [InlineData(0.1, 3_600, ", about 9.0 h left")]
    [InlineData(1.0, 100, "")]
    public void the_time_left_is_said_as_exactly_as_it_is_known(double? share, int elapsedSeconds, string said) =>
        Assert.Equal(said, ProgressLine.TimeLeft(share, TimeSpan.FromSeconds(elapsedSeconds)));

    [Fact]
    public void steps_of_a_training_are_counted()
    {
        using var line = new ProgressLine(output, clock, width: null);
        var training = new TrainingLine(line, 4);
        training.Report(new TrainingProgress("03-features", "replaying the events", 0));
        training.Report(new TrainingProgress("03-features", "replaying the events", 0.1));
        clock.Advance(TimeSpan.FromSeconds(3));
        training.Report(new TrainingProgress("04-split", "cutting", 0.15));

        Assert.Equal(
            "  0%  step 1 of 4, 03-features\n 15%  step 2 of 4, 04-split\n 15%  step 2 of 4, 04-split: cutting, about 17 s left\n",
            output.ToString().ReplaceLineEndings("\n")
        );
    }
}
