using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Projection;

/// <summary>Records that could not be projected, each with its place and why: a page that leaves something out says so.</summary>
internal sealed class SkippedRecords(TimeProvider clock) : IReadModel
{
    private const string Note = """
        insert into console.skipped (topic, partition, record_offset, reason, noted_at) select t, p, o, r, $5
          from unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) as s(t, p, o, r)
        on conflict do nothing
        """;

    private const int LongestReason = 1_000;

    public IReadOnlyList<string> Tables => ["console.skipped"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var skipped = records.Where(record => record.Fact is SkippedFact).ToList();
        if (skipped.Count == 0)
            return;
        await connection.ExecuteAsync(
            Note,
            cancellation,
            skipped.ConvertAll(record => record.Topic),
            skipped.ConvertAll(record => record.Partition),
            skipped.ConvertAll(record => record.Offset),
            skipped.ConvertAll(record => Printable(((SkippedFact)record.Fact).Reason)),
            clock.GetUtcNow().UtcDateTime
        );
    }

    /// <summary>The reason may quote the record; PostgreSQL keeps no zero bytes.</summary>
    private static string Printable(string reason)
    {
        var plain = reason.Replace('\0', '?');
        return plain.Length <= LongestReason ? plain : plain[..LongestReason];
    }
}
