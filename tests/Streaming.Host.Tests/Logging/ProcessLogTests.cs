using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Streaming.Host.Configuration;
using Streaming.Host.Logging;
using Streaming.Host.Tests.Configuration;
using Xunit;

namespace Streaming.Host.Tests.Logging;

public sealed class ProcessLogTests
{
    [Theory]
    [InlineData("text", ConsoleFormatterNames.Simple)]
    [InlineData("json", ConsoleFormatterNames.Json)]
    public void the_form_of_the_lines_is_a_setting(string format, string formatter)
    {
        using var folder = new SettingsFolder($"Log: {{ Level: error, Format: {format} }}");
        var services = new ServiceCollection();
        services.AddLogging(logging => ProcessLog.Write(logging, folder.Load().Log));
        using var provider = services.BuildServiceProvider();

        var console = provider.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value;

        Assert.Equal((formatter, LogLevel.Trace), (console.FormatterName, console.LogToStandardErrorThreshold));
    }

    [Fact]
    public void what_is_below_the_least_level_is_not_written()
    {
        using var logs = ProcessLog.Create(new LogOptions { Level = LogLevel.Error });
        var log = logs.CreateLogger("x");

        Assert.Equal((false, true), (log.IsEnabled(LogLevel.Warning), log.IsEnabled(LogLevel.Error)));
    }

    [Fact]
    public void a_level_that_does_not_exist_is_refused_with_those_that_do()
    {
        using var folder = new SettingsFolder("Log: { Level: loud }");

        var refused = Assert.Throws<SettingsException>(() => folder.Load());

        Assert.Contains(
            "Log:Level is 'loud'; allowed: trace, debug, information, warning, error, critical, none",
            refused.Message,
            StringComparison.Ordinal
        );
    }
}
