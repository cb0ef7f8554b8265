namespace Streaming.Console.Storage;

/// <summary>A view of the cases under a name.</summary>
/// <param name="Query">The part of its address from the question mark on.</param>
public sealed record SavedView(string Name, string Query);

/// <summary>The views of the cases that each person comes back to. Safe to use from any thread.</summary>
public sealed class SavedViews(ConsoleDatabase database)
{
    /// <summary>Characters of a name.</summary>
    public const int LongestName = 40;

    /// <summary>Of one person; more than a line of links helps nobody.</summary>
    public const int Most = 12;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string owner, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.QueryAsync(
            "select name, query from console.saved_views where owner = $1 order by lower(name), name",
            row => new SavedView(row.GetString(0), row.GetString(1)),
            cancellation,
            owner
        );
    }

    /// <summary>Keeps the view, instead of another one of the same name.</summary>
    /// <returns>False, and nothing is kept, when the person has <see cref="Most"/> already.</returns>
    public async Task<bool> SaveAsync(string owner, SavedView view, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.ExecuteAsync(
                """
                insert into console.saved_views (owner, name, query)
                select $1, $2, $3 where (select count(*) from console.saved_views where owner = $1 and name <> $2) < $4
                on conflict (owner, name) do update set query = excluded.query
                """,
                cancellation,
                owner,
                view.Name,
                view.Query,
                Most
            ) > 0;
    }

    public async Task ForgetAsync(string owner, string name, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync("delete from console.saved_views where owner = $1 and name = $2", cancellation, owner, name);
    }
}
