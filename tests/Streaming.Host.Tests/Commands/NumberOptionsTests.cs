using System.CommandLine;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class NumberOptionsTests
{
    private static readonly string[] NoWholeNumbers =
    [
        "abc",
        "20k",
        "10,000",
        "10.000,5",
        "1e4",
        "99999999999999999999",
        "1.5",
        "0x10",
        " 7",
        "",
        "½",
        "٣",
    ];
    private static readonly string[] NoNumbers =
    [
        "fast",
        "1,5",
        "0,25",
        "1.000,5",
        "20%",
        "1d",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "",
        "1_000",
        "$5",
    ];
    private static readonly string[] NoTimes =
    [
        "yesterday",
        "10/11/2030",
        "2030-13-01",
        "2030-02-30",
        "31.01.2030",
        "12:00",
        "1893456000",
        "2030-01-31T25:00:00Z",
        "",
    ];

    /// <summary>Every option of every command whose value is a number or a time, with texts that are none.</summary>
    public static TheoryData<string, string, string> Wrong()
    {
        var found = new TheoryData<string, string, string>();
        foreach (var (path, option) in Options(StreamingProgram.CreateRoot(), []))
        {
            var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
            string[] texts =
                type == typeof(int) || type == typeof(long) ? NoWholeNumbers
                : type == typeof(double) ? NoNumbers
                : type == typeof(DateTimeOffset) ? NoTimes
                : [];
            foreach (var text in texts)
                found.Add(path, option.Name, text);
        }

        return found;
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task a_text_that_is_no_number_or_time_is_one_line_with_what_is_allowed(string command, string option, string text)
    {
        var run = await CommandLine.RunAsync([.. command.Split(' '), option, text]);
        Assert.Equal((ExitCodes.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Single(run.ErrorLines, line => line.StartsWith($"streaming: {option} is '{text}'; allowed: ", StringComparison.Ordinal));
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void every_kind_of_number_is_among_them() =>
        Assert.True(
            Options(StreamingProgram.CreateRoot(), [])
                .Select(known => known.Option.ValueType)
                .Distinct()
                .Count(type => type.IsValueType && type != typeof(bool)) >= 6
        );

    [Theory]
    [InlineData("1.5", true)]
    [InlineData("1e2", true)]
    [InlineData("0.0001", false)]
    [InlineData("-1", false)]
    public void a_number_is_written_with_a_point(string text, bool isAllowed)
    {
        var parsed = StreamingProgram.CreateRoot().Parse(["replay", "--data", "x", "--rate", text]);
        Assert.Equal(isAllowed, parsed.Errors.Count == 0);
    }

    [Theory]
    [InlineData("2030-01-31", "2030-01-31T00:00:00Z")]
    [InlineData("2030-01-31 12:30", "2030-01-31T12:30:00Z")]
    [InlineData("2030-01-31T12:30:15", "2030-01-31T12:30:15Z")]
    [InlineData("2030-01-31T12:30:15.5Z", "2030-01-31T12:30:15.5Z")]
    [InlineData("2030-01-31T12:30:15-03:00", "2030-01-31T15:30:15Z")]
    public void a_time_without_a_zone_is_utc(string text, string instant)
    {
        var parsed = StreamingProgram.CreateRoot().Parse(["audit", "trail", "--since", text]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            parsed.GetValue<DateTimeOffset?>("--since")
        );
    }

    private static IEnumerable<(string Command, Option Option)> Options(Command command, string[] above)
    {
        foreach (var below in command.Subcommands)
        {
            string[] path = [.. above, below.Name];
            foreach (var option in below.Options)
                yield return (string.Join(' ', path), option);
            foreach (var found in Options(below, path))
                yield return found;
        }
    }
}
