using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Embedded.Processes;

namespace Streaming.Host.Commands;

/// <summary>
/// What is said of a command line that cannot be understood: what is wrong, what is allowed there, and what was probably meant.
/// </summary>
internal static class Misread
{
    /// <summary>The word nearest to a misspelt one may differ from it in so many letters.</summary>
    private const int MostDifferences = 2;

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> AnswerAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var lacksCommand = parsed.UnmatchedTokens.Count == 0 && parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 };
        if (lacksCommand)
        {
            var isRoot = parsed.CommandResult.Command is RootCommand;
            var help = StreamingProgram.CreateRoot().Parse([.. PathOf(parsed.CommandResult).Skip(1), "--help"]);
            await help.InvokeAsync(new InvocationConfiguration { Output = isRoot ? output : error, Error = error }, cancellation);
            return isRoot ? ExitCodes.Ok : ExitCodes.BadInput;
        }

        foreach (var problem in ProblemsOf(parsed))
            await error.WriteLineAsync($"streaming: {problem}");
        await error.WriteLineAsync($"streaming: see {string.Join(' ', PathOf(parsed.CommandResult))} --help");
        return ExitCodes.BadInput;
    }

    /// <summary>The word among those allowed that was probably meant; null when none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> allowed) =>
        allowed
            .Select(name => (Name: name, Away: Differences(word, name)))
            .Where(found => found.Away <= Math.Min(MostDifferences, found.Name.Length / 2))
            .OrderBy(found => found.Away)
            .ThenBy(found => found.Name, StringComparer.Ordinal)
            .Select(found => found.Name)
            .FirstOrDefault();

    /// <summary>The parser says of a misspelt word only that a command is missing, and of a switch the type that it would have.</summary>
    private static IEnumerable<string> ProblemsOf(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0)
            return ProblemsOfOptions(parsed).Concat(parsed.Errors.Select(Plain)).Distinct();
        var command = parsed.CommandResult.Command;
        var word = parsed.UnmatchedTokens[0];
        var options = command
            .Options.Concat(StreamingProgram.CreateRoot().Options.Where(option => option.Recursive))
            .Where(option => !option.Hidden)
            .Select(option => option.Name)
            .Distinct();
        var commands = command.Subcommands.Where(known => !known.Hidden).Select(known => known.Name).ToList();
        List<string> allowed = [.. word.StartsWith('-') || commands.Count == 0 ? options : commands];
        var meant = Nearest(word, allowed) is { } near ? $"; did you mean {near}?" : "";
        return
        [
            $"'{string.Join(' ', parsed.UnmatchedTokens)}' is not known here{meant}{(meant.Length > 0 ? " Allowed" : "; allowed")}: "
                + $"{string.Join(", ", allowed)}",
        ];
    }

    /// <summary>A rule of the command that is broken keeps the parser from looking at its options; people want to hear both.</summary>
    private static IEnumerable<string> ProblemsOfOptions(ParseResult parsed) =>
        from given in parsed.CommandResult.Children.OfType<OptionResult>()
        where given is { Implicit: false, Tokens.Count: > 0 }
        from error in new Command("alone") { given.Option }
            .Parse([given.Option.Name, .. given.Tokens.Select(token => token.Value)])
            .Errors
        select Plain(error);

    private static string Plain(ParseError error) =>
        error.SymbolResult switch
        {
            OptionResult { Option: Option<bool>, Tokens: [var given, ..] } option =>
                $"{option.Option.Name} is '{given.Value}'; allowed: true or false, or nothing behind it",
            _ => error.Message,
        };

    private static List<string> PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (var at = result; at is not null; at = at.Parent as CommandResult)
            names.Insert(0, at.Command is RootCommand ? "streaming" : at.Command.Name);
        return names;
    }

    /// <summary>Letters to insert, remove, replace or swap with the next one (optimal string alignment).</summary>
    private static int Differences(string a, string b)
    {
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            costs[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            costs[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[a.Length, b.Length];
    }
}
