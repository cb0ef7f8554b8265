using System.CommandLine;
using Npgsql;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Cases.Store;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Embedded.Registry;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Notifications.Outbox;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Commands;

/// <summary><c>database migrate</c>: makes in the database what programs need, so that they can run with a role that may make
/// nothing.</summary>
internal static class DatabaseCommand
{
    private static readonly string[] Schemas = ["audit", "console", "accounts", "cases", "trainer", "hangfire", "schema_registry"];

    public static Command Create() =>
        new("database", "Prepares the database of the audit trail, the console, the accounts, the training runs and the registry.")
        {
            Migrate(),
        };

    private static Command Migrate()
    {
        var sql = new Option<bool>("--sql") { Description = "Change nothing and print the SQL of what is missing" };
        var grant = new Option<string?>("--grant")
        {
            Description = "Give this role, as which the programs run, the rights on all tables that it needs: read and write rows, no more",
            HelpName = "ROLE",
        };
        var by = ModelsCommand.By();
        by.Description = "Who does it";
        var command = new Command(
            "migrate",
            "Makes and updates every schema, with a role that may CREATE in the database. "
                + "Afterwards every program runs without that right. Recorded in the audit trail. Needed again after an update; "
                + "does nothing where nothing is missing."
        )
        {
            sql,
            grant,
            by,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                var connectionString = settings.Postgres.ToConnectionString();
                await using var source = NpgsqlDataSource.Create(connectionString);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(sql))
                    return await PrintAsync(settings, connectionString, source, output, cancellation);

                await using var audit = settings.OpenAudit(TimeProvider.System);
                await using var console = ConsoleDatabase.Open(connectionString);
                await using var accounts = AccountDatabase.Open(connectionString);
                await using var notifications = NotificationStore.Open(connectionString, TimeProvider.System);
                await using var cases = CaseStore.Open(connectionString, TimeProvider.System, extend: notifications.Extend);
                bool[] made =
                [
                    await audit.MigrateAsync(cancellation),
                    await console.MigrateAsync(cancellation),
                    await accounts.MigrateAsync(cancellation),
                    await cases.MigrateAsync(cancellation),
                    await new LeaseTable(source).MigrateAsync(cancellation),
                    await JobDatabase.MigrateAsync(source, connectionString, cancellation),
                    await source.CreateSchemaRegistryTablesAsync(cancellation),
                ];
                foreach (var (schema, isMade) in Schemas.Zip(made))
                    await output.WriteLineAsync($"{schema}: {(isMade ? "made or updated" : "nothing is missing")}");
                List<string> changed = [.. Schemas.Zip(made).Where(one => one.Second).Select(one => one.First)];
                if (parsed.GetValue(grant) is { } role)
                {
                    await GrantAsync(source, role, cancellation);
                    await output.WriteLineAsync($"role {role} may read and write rows of all of them");
                    changed.Add($"rights of role {role}");
                }

                if (changed.Count > 0)
                {
                    var address = new NpgsqlConnectionStringBuilder(connectionString);
                    await audit.Acts.RecordAsync(
                        new DatabaseMigrated(changed, address.Username ?? "", RetrainingSettings.CodeVersion, parsed.GetRequiredValue(by)),
                        cancellation
                    );
                }

                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static async Task<int> PrintAsync(
        Settings settings,
        string connectionString,
        NpgsqlDataSource source,
        TextWriter output,
        CancellationToken cancellation
    )
    {
        await using var audit = settings.OpenAudit(TimeProvider.System);
        await using var console = ConsoleDatabase.Open(connectionString);
        await using var accounts = AccountDatabase.Open(connectionString);
        await using var notifications = NotificationStore.Open(connectionString, TimeProvider.System);
        await using var cases = CaseStore.Open(connectionString, TimeProvider.System, extend: notifications.Extend);
        string[] parts =
        [
            await audit.MigrationSqlAsync(cancellation),
            await console.MigrationSqlAsync(cancellation),
            await accounts.MigrationSqlAsync(cancellation),
            await cases.MigrationSqlAsync(cancellation),
            await new LeaseTable(source).MigrationSqlAsync(cancellation),
            "",
            await source.SchemaRegistrySqlAsync(cancellation),
        ];
        foreach (var (schema, sql) in Schemas.Zip(parts))
        {
            if (schema == "hangfire")
                await output.WriteLineAsync("-- hangfire: made by the library itself; streaming database migrate has it do so");
            else
                await output.WriteLineAsync(sql.Length == 0 ? $"-- {schema}: nothing is missing" : $"-- {schema}\n{sql}");
        }

        return ExitCodes.Ok;
    }

    private static async Task GrantAsync(NpgsqlDataSource source, string role, CancellationToken cancellation)
    {
        var name = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        foreach (var schema in Schemas)
        {
            await using var command = source.CreateCommand(
                $"grant usage on schema {schema} to {name}; grant select, insert, update, delete on all tables in schema {schema} to "
                    + $"{name}; "
                    + $"grant usage, select, update on all sequences in schema {schema} to {name}; "
                    + $"grant execute on all functions in schema {schema} to {name}"
            );
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
