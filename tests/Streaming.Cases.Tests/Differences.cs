using System.Text.Json;
using Streaming.Cases.Queries;

namespace Streaming.Cases.Tests;

/// <summary>Compares the rows with what their events say.</summary>
internal static class Differences
{
    /// <summary>Cases whose row is not what their events make.</summary>
    public static async Task<int> CountAsync(CaseDatabase database)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var differing = 0;
        CasePlace? after = null;
        do
        {
            var page = await database.Store.Queries.PageAsync(new CaseFilter(CaseView.All, ""), after, 500, cancellation);
            foreach (var row in page.Cases)
            {
                var folded = (await database.Store.Queries.FindAsync(row.Id, cancellation))!.Case;
                if (JsonSerializer.Serialize(row) != JsonSerializer.Serialize(folded))
                    differing++;
            }

            after = page.Next;
        } while (after is not null);
        return differing;
    }
}
