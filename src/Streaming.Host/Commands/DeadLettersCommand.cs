using System.CommandLine;
using System.Globalization;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Commands;

/// <summary><c>deadletters list</c>, <c>deadletters show</c> and <c>deadletters redrive</c>, and what they share.</summary>
internal static class DeadLettersCommand
{
    public static Command Create() =>
        new("deadletters", "Shows the records that could not be scored, and what waits behind them; releases them once they are valid.")
        {
            DeadLettersListCommand.Create(),
            DeadLettersShowCommand.Create(),
            DeadLettersRedriveCommand.Create(),
        };

    public static Option<string?> Order() => new("--order") { Description = "The order with this id", HelpName = "ID" };

    public static Option<int?> Partition() =>
        new Option<int?>("--partition") { Description = "Partition of the dead-letter topic; with --offset", HelpName = "N" }.Within(
            0,
            int.MaxValue
        );

    public static Option<long?> Offset() =>
        new Option<long?>("--offset") { Description = "Offset in that partition", HelpName = "N" }.Within(0, long.MaxValue);

    public static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
