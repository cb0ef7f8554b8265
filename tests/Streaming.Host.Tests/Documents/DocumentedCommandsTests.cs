using Npgsql;
using Streaming.Host.Tests.Commands;
using Streaming.Host.Tests.Configuration;
using Streaming.House.Tests.Documents;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Documents;

/// <summary>Commands in README and guides are commands of the program: all are parsed, and those that need no service are run.</summary>
public sealed class DocumentedCommandsTests(PostgresFixture postgres)
{
    /// <summary>First words of commands that touch nothing.</summary>
    private static readonly string[] Harmless = ["--help", "--version", "completion"];

    [Fact]
    public void every_command_is_one_that_the_program_takes() => Complaints.None(DocumentedCommand.All().SelectMany(ProblemsOf));

    [Fact]
    public void the_documents_show_commands_of_every_kind()
    {
        var groups = DocumentedCommand.All().Where(command => command.IsWhole).Select(command => command.Args[0]).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "audit",
                "database",
                "deadletters",
                "models",
                "prove",
                "replay",
                "run",
                "runs",
                "score",
                "topics",
                "train",
            },
            groups
        );
    }

    [Theory]
    [InlineData("ops/streaming runs strat --data DIR", "'strat --data DIR' is not known here")]
    [InlineData("ops/streaming audit trail --bye ana", "'--bye ana' is not known here")]
    [InlineData("ops/streaming models promote model.bin", "Option '--why' is required.")]
    [InlineData("ops/streaming prove --sample none", "--sample")]
    public void a_wrong_command_is_named_with_file_and_line(string line, string said)
    {
        var guide = new MarkdownFile("guide.md", $"# Title\n\n```sh\n{line}\n```\n");

        var problem = Assert.Single(DocumentedCommand.Of(guide).SelectMany(ProblemsOf));

        Assert.StartsWith($"guide.md line 4: {line}: ", problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task every_command_explains_itself()
    {
        foreach (var command in DocumentedCommand.All())
        {
            string[] path = [.. PathOf(command)];
            var run = await CommandLine.RunAsync([.. path, "--help"]);
            Assert.True((run.ExitCode, run.Error) == (ExitCodes.Ok, ""), $"{command}: --help ended with {run.ExitCode}: {run.Error}");
        }
    }

    [Fact]
    public async Task commands_that_need_nothing_do_what_they_say()
    {
        var commands = DocumentedCommand.All().Where(command => command.IsWhole && Harmless.Contains(command.Args[0])).ToList();
        foreach (var command in commands)
        {
            var run = await CommandLine.RunAsync([.. command.Args]);
            Assert.True(
                run is { ExitCode: ExitCodes.Ok, Error: "", Output.Length: > 0 },
                $"{command}: ended with {run.ExitCode}: {run.Error}"
            );
        }

        Assert.NotEmpty(commands);
    }

    [Fact]
    public async Task a_marketplace_is_generated_and_a_run_over_it_planned_as_documented()
    {
        var generate = Documented("generate");
        var plan = Documented("runs", "plan");
        using var folder = new TemporaryFolder("documents");
        using var settings = await SettingsAsync();
        var marketplace = folder.Below("marketplace");
        await RunAsync(generate, [.. generate.Args.Select((word, i) => i > 0 && generate.Args[i - 1] == "--out" ? marketplace : word)]);
        await RunAsync(plan, [.. plan.Args.Select(word => word == "DIR" ? marketplace : word), "--config", settings.Path]);
    }

    private static DocumentedCommand Documented(params string[] path) =>
        DocumentedCommand.All().First(command => command.IsWhole && command.Args.Take(path.Length).SequenceEqual(path));

    private static async Task RunAsync(DocumentedCommand command, string[] args)
    {
        var run = await CommandLine.RunAsync(args);
        Assert.True(run.ExitCode == ExitCodes.Ok && run.Output.Length > 0, $"{command}: ended with {run.ExitCode}: {run.Error}");
    }

    private static IEnumerable<string> ProblemsOf(DocumentedCommand command)
    {
        var parsed = StreamingProgram.CreateRoot().Parse(command.Args);
        if (parsed.UnmatchedTokens.Count > 0)
            return [$"{command}: '{string.Join(' ', parsed.UnmatchedTokens)}' is not known here"];
        if (!command.IsWhole || parsed.Errors.Count == 0)
            return [];
        return [$"{command}: {string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct())}"];
    }

    /// <summary>The words that name the command, without its options and arguments.</summary>
    private static IEnumerable<string> PathOf(DocumentedCommand command)
    {
        System.CommandLine.Command at = StreamingProgram.CreateRoot();
        foreach (var word in command.Args)
        {
            if (at.Subcommands.FirstOrDefault(known => known.Name == word) is not { } below)
                yield break;
            at = below;
            yield return word;
        }
    }

    /// <summary>The shipped rules of tables, and a database of this test.</summary>
    private async Task<SettingsFolder> SettingsAsync()
    {
        var address = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync("documents"));
        var password = address.Password;
        address.Remove("Password");
        var settings = new SettingsFolder($"Postgres: {{ ConnectionString: \"{address.ConnectionString}\" }}");
        settings.WriteSecrets($"Postgres: {{ Password: \"{password}\" }}", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Copy(Path.Combine(RepositoryRoot.Find(), "ops", "config", "schema.yaml"), Path.Combine(settings.Path, "schema.yaml"));
        return settings;
    }
}
