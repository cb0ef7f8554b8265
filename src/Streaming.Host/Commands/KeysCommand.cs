using System.CommandLine;
using System.Text.Json;
using Streaming.Accounts.Keys;
using Streaming.Web.Access;

namespace Streaming.Host.Commands;

/// <summary><c>keys</c>: what programs may ask for.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Lists the keys of programs, makes and revokes them.") { List(), Make(), Revoke() };

    private static Command List()
    {
        var json = ModelsCommand.AsJson();
        var command = new Command("list", "Lists every key: what it is for, what it may, when it was used.") { json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var services = AccountsCommand.Open(CommandOptions.LoadSettings(parsed));
                var keys = await services.GetRequiredService<ApiKeys>().ListAsync(cancellation);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(
                        JsonSerializer.Serialize(
                            new
                            {
                                Keys = keys.Select(key => new
                                {
                                    key.Id,
                                    key.Name,
                                    key.Scopes,
                                    key.CreatedBy,
                                    key.CreatedAt,
                                    key.UsedOn,
                                    key.RevokedAt,
                                }),
                            },
                            ModelsCommand.Json
                        )
                    );
                    return ExitCodes.Ok;
                }

                if (keys.Count == 0)
                {
                    await output.WriteLineAsync("there is no key yet; streaming keys create NAME --scope orders.score makes one");
                    return ExitCodes.Ok;
                }

                var table = Tabulation.Table("key", "for", "may", "made (UTC)", "by", "last used", "state");
                foreach (var key in keys)
                    table.AddRow(
                        key.Id + "…",
                        key.Name,
                        string.Join(", ", key.Scopes),
                        ModelsCommand.Time(key.CreatedAt),
                        key.CreatedBy,
                        key.UsedOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "never",
                        key.RevokedAt is null ? "taken" : "revoked"
                    );
                Tabulation.Write(table, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static Command Make()
    {
        var (by, json) = (ModelsCommand.By(), ModelsCommand.AsJson());
        var name = new Argument<string>("NAME") { Description = "What it is for, such as the program's name" };
        var scopes = new Option<string[]>("--scope")
        {
            Description = $"What it may: {Permissions.ScoreOrders}, {Permissions.ReadMetrics}, or another permission; may be repeated",
            HelpName = "PERMISSION",
            Required = true,
        };
        var command = new Command("create", "Makes a key and prints it: this once, nobody can read it again.") { name, scopes, by, json };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var services = AccountsCommand.Open(CommandOptions.LoadSettings(parsed));
                var (key, token) = await services
                    .GetRequiredService<ApiKeys>()
                    .CreateAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes), parsed.GetRequiredValue(by), cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(
                            new
                            {
                                key.Id,
                                key.Name,
                                key.Scopes,
                                Key = token,
                            },
                            ModelsCommand.Json
                        )
                        : token
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static Command Revoke()
    {
        var by = ModelsCommand.By();
        var id = new Argument<string>("KEY")
        {
            Description = "The key's first eight characters behind streaming_, as keys list shows them",
        };
        var command = new Command("revoke", "Ends a key: it is taken no more, everywhere within ten seconds.") { id, by };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var services = AccountsCommand.Open(CommandOptions.LoadSettings(parsed));
                await services
                    .GetRequiredService<ApiKeys>()
                    .RevokeAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(by), cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetRequiredValue(id)} is revoked");
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
