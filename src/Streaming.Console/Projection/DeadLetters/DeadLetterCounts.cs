using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.DeadLetters;

/// <summary>A record of the dead-letter topic, of which only when and why is looked at.</summary>
/// <param name="At">Wall time of the dead letter, UTC.</param>
/// <param name="Reason">Its reason code; <c>unknown</c> where the header is missing.</param>
internal sealed record DeadLetterFact(DateTime At, string Reason);

/// <summary>Dead letters per day and reason.</summary>
internal sealed class DeadLetterCounts : IReadModel
{
    private const string Add = """
        insert into console.dead_letters as d (day, reason, records) select * from unnest($1::date[], $2::text[], $3::bigint[])
        on conflict (day, reason) do update set records = d.records + excluded.records
        """;

    public IReadOnlyList<string> Tables => ["console.dead_letters"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var counts = records
            .Select(record => record.Fact)
            .OfType<DeadLetterFact>()
            .CountBy(letter => (Day: DateOnly.FromDateTime(letter.At), letter.Reason))
            .ToList();
        if (counts.Count == 0)
            return;
        await connection.ExecuteAsync(
            Add,
            cancellation,
            counts.ConvertAll(c => c.Key.Day),
            counts.ConvertAll(c => c.Key.Reason),
            counts.ConvertAll(c => (long)c.Value)
        );
    }
}
