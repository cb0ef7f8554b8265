using Npgsql;
using Streaming.Embedded.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>What our registry says when its database fails.</summary>
public sealed class RegistryWithoutDatabaseTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("DROP SCHEMA schema_registry CASCADE", "The database lacks a table or column that this program needs")]
    [InlineData(
        "ALTER TABLE schema_registry.versions RENAME COLUMN subject TO topic",
        "The database lacks a table or column that this program needs"
    )]
    [InlineData(
        "ALTER TABLE schema_registry.schemas ALTER COLUMN schema TYPE bytea USING NULL, ALTER COLUMN schema DROP NOT NULL",
        "The registry failed"
    )]
    public async Task a_failure_is_told_in_our_words_and_the_log_has_the_rest(string damage, string words)
    {
        var database = await postgres.CreateDatabaseAsync("registry");
        var log = new LogLines();
        await using var registry = await EmbeddedRegistry.StartAsync(database, log, cancellation: TestContext.Current.CancellationToken);
        using var conversation = new RegistryConversation(registry.Url);
        await conversation.RegisterAsync("any-value", "\"string\"");
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand(damage, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        foreach (var path in (string[])["/subjects", "/schemas", "/subjects/any-value/versions/latest"])
        {
            var answer = await conversation.GetAsync(path);
            var message = (string)answer.Body["message"]!;
            Assert.Equal((500, 50001), ((int)answer.Status, answer.ErrorCode));
            Assert.StartsWith(words, message, StringComparison.Ordinal);
            Assert.DoesNotMatch("schema_registry|42[A-Z0-9]{3}|Npgsql|column \"|127\\.0\\.0\\.1|InvalidCast", message);
            var id = System.Text.RegularExpressions.Regex.Match(message, "under ([0-9a-f]{8})").Groups[1].Value;
            Assert.Contains(log.Lines, line => id.Length == 8 && line.Contains(id, StringComparison.Ordinal));
        }
    }
}
