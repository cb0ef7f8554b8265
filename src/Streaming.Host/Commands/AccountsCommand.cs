using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Accounts;
using Streaming.Accounts.Links;
using Streaming.Accounts.Storage;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Host.Configuration;
using Streaming.Host.Logging;
using Streaming.Web.Access;
using AccessRoles = Streaming.Web.Access.Roles;

namespace Streaming.Host.Commands;

/// <summary><c>accounts</c>: who may sign in, and as what.</summary>
internal static class AccountsCommand
{
    public static Command Create() =>
        new("accounts", "Lists the accounts, gives them roles, and makes links with which somebody signs in for the first time.")
        {
            List(),
            Link(),
            SetRoles(),
            Switch("enable", "Lets an account sign in again.", isEnabled: true),
            Switch("disable", "Ends every sign-in of an account and lets it in no more.", isEnabled: false),
        };

    /// <summary>Accounts and keys of the settings' database; disposing the container closes what was opened.</summary>
    public static ServiceProvider Open(Settings settings) =>
        new ServiceCollection()
            .AddSingleton(_ => ProcessLog.Create(LogLevel.Warning))
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => settings.OpenAudit(TimeProvider.System))
            .AddSingleton(_ => AccountDatabase.Open(settings.Postgres.ToConnectionString()))
            .AddAccountAdministration()
            .BuildServiceProvider();

    private static Command List()
    {
        var json = ModelsCommand.AsJson();
        var command = new Command("list", "Lists every account with its roles and whether it may sign in.") { json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var services = Open(CommandOptions.LoadSettings(parsed));
                await using var scope = services.CreateAsyncScope();
                var accounts = await scope.ServiceProvider.GetRequiredService<AccountAdministration>().ListAsync(cancellation);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(
                        JsonSerializer.Serialize(
                            new
                            {
                                Accounts = accounts.Select(account => new
                                {
                                    account.Name,
                                    account.Roles,
                                    Enabled = !account.IsDisabled,
                                    account.LockedUntil,
                                }),
                            },
                            ModelsCommand.Json
                        )
                    );
                    return ExitCodes.Ok;
                }

                if (accounts.Count == 0)
                {
                    await output.WriteLineAsync("there is no account yet; streaming accounts link --role admin makes a link for the first");
                    return ExitCodes.Ok;
                }

                var table = Tabulation.Table("name", "roles", "state");
                foreach (var account in accounts)
                    table.AddRow(account.Name, string.Join(", ", account.Roles), StateOf(account));
                Tabulation.Write(table, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static Command Link()
    {
        var by = ModelsCommand.By();
        by.Description = "Who makes it";
        var role = new Option<string>("--role")
        {
            Description = $"What the new account will be: {string.Join(", ", AccessRoles.All)}",
            HelpName = "ROLE",
            DefaultValueFactory = _ => AccessRoles.Viewer,
        };
        var command = new Command(
            "link",
            "Makes a link with which one person signs in once, within 24 hours, and chooses name and password."
        )
        {
            role,
            by,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var services = Open(settings);
                var token = await services
                    .GetRequiredService<SignInLinks>()
                    .CreateAsync(parsed.GetRequiredValue(role), parsed.GetRequiredValue(by), cancellation);
                var output = parsed.InvocationConfiguration.Output;
                await output.WriteLineAsync($"{SignInLinks.Path}{token}");
                await output.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Put the console's address before it, such as {ConsoleOf(settings.Listen)}. It works once, within "
                            + $"{SignInLinks.Lifetime.TotalHours:0} hours."
                    )
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static string ConsoleOf(ListenOptions listen) =>
        listen.ToPublic(new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", listen.Port).Uri).GetLeftPart(UriPartial.Authority);

    private static Command SetRoles()
    {
        var by = ModelsCommand.By();
        var name = new Argument<string>("NAME") { Description = "The account's name" };
        var roles = new Argument<string[]>("ROLE")
        {
            Description = $"All that it will have: {string.Join(", ", AccessRoles.All)}; none takes every right away",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("roles", "Gives an account these roles instead of those that it has.") { name, roles, by };
        command.SetAction(
            (parsed, cancellation) =>
                ManageAsync(
                    parsed,
                    accounts =>
                        accounts.SetRolesAsync(
                            parsed.GetRequiredValue(name),
                            parsed.GetValue(roles) ?? [],
                            parsed.GetRequiredValue(by),
                            cancellation
                        ),
                    $"{parsed.GetRequiredValue(name)}: {string.Join(", ", parsed.GetValue(roles) ?? [])}"
                )
        );
        return command;
    }

    private static Command Switch(string verb, string description, bool isEnabled)
    {
        var by = ModelsCommand.By();
        var name = new Argument<string>("NAME") { Description = "The account's name" };
        var command = new Command(verb, description) { name, by };
        command.SetAction(
            (parsed, cancellation) =>
                ManageAsync(
                    parsed,
                    accounts => accounts.SwitchAsync(parsed.GetRequiredValue(name), isEnabled, parsed.GetRequiredValue(by), cancellation),
                    $"{parsed.GetRequiredValue(name)} is {verb}d"
                )
        );
        return command;
    }

    private static async Task<int> ManageAsync(ParseResult parsed, Func<AccountAdministration, Task> act, string done)
    {
        await using var services = Open(CommandOptions.LoadSettings(parsed));
        await using var scope = services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<AccountAdministration>());
        await parsed.InvocationConfiguration.Output.WriteLineAsync(done);
        return ExitCodes.Ok;
    }

    private static string StateOf(Account account) =>
        account.IsDisabled ? "disabled"
        : account.LockedUntil is { } until && until > TimeProvider.System.GetUtcNow() ? $"waits until {ModelsCommand.Time(until)}"
        : "may sign in";
}
