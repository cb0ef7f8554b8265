using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>What stands on the pages while there is little to show, as beside a demo.</summary>
public sealed class FirstPages(PostgresFixture postgres)
{
    [Fact]
    public async Task nothing_is_offered_that_is_not_there()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "first");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using var server = await ConsoleServer.StartAsync(database, audit);
        using var client = server.Client();

        var runs = await client.GetStringAsync(new Uri("/runs", UriKind.Relative));
        Assert.Contains("Start the first one with <code>ops/streaming runs start</code>", runs, StringComparison.Ordinal);

        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v1"), "ana", "first");
        Assert.DoesNotContain(
            "type=\"radio\"",
            await client.GetStringAsync(new Uri("/models", UriKind.Relative)),
            StringComparison.Ordinal
        );

        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v2"), "ana", "second");
        Assert.Contains(
            "aria-label=\"Second: v2\"",
            await client.GetStringAsync(new Uri("/models", UriKind.Relative)),
            StringComparison.Ordinal
        );
    }
}
