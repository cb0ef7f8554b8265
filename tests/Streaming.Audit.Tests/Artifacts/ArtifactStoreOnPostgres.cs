using System.Security.Cryptography;
using Streaming.Audit.Artifacts;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Artifacts;

public sealed class ArtifactStoreOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task gives_back_the_bytes_that_were_put_by_their_hash()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var artifacts = database.Open().Artifacts;
        var artifact = new byte[3_000_000];
        new Random(7).NextBytes(artifact);

        var hash = await artifacts.PutAsync(artifact);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(artifact)), hash);
        Assert.Equal(artifact, await artifacts.FindAsync(hash));
    }

    [Fact]
    public async Task putting_again_keeps_one()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var artifacts = database.Open().Artifacts;

        var first = await artifacts.PutAsync(Candidates.Artifact("1"));
        var second = await artifacts.PutAsync(Candidates.Artifact("1"));

        await using var count = database.Raw.CreateCommand("select count(*) from audit.artifacts");
        Assert.Equal(first, second);
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task damaged_bytes_are_refused_until_they_are_put_again()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var artifacts = database.Open().Artifacts;
        var hash = await artifacts.PutAsync(Candidates.Artifact("1"));
        await using (var damage = database.Raw.CreateCommand("update audit.artifacts set bytes = set_byte(bytes, 3, 0)"))
            await damage.ExecuteNonQueryAsync();

        var damaged = await Assert.ThrowsAsync<InvalidDataException>(() => artifacts.FindAsync(hash));
        await artifacts.PutAsync(Candidates.Artifact("1"));

        Assert.Contains(hash, damaged.Message, StringComparison.Ordinal);
        Assert.Equal(Candidates.Artifact("1"), await artifacts.FindAsync(hash));
    }

    [Fact]
    public async Task what_was_never_put_is_not_found()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var artifacts = database.Open().Artifacts;
        var hash = ArtifactHash.Of(Candidates.Artifact("1"));

        Assert.Null(await artifacts.FindAsync(hash));
        Assert.False(await artifacts.ContainsAsync(hash));
        await artifacts.PutAsync(Candidates.Artifact("1"));
        Assert.True(await artifacts.ContainsAsync(hash));
    }

    [Fact]
    public async Task nothing_is_no_artifact_and_words_are_no_hash()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var artifacts = database.Open().Artifacts;

        await Assert.ThrowsAsync<ArgumentException>(() => artifacts.PutAsync(ReadOnlyMemory<byte>.Empty));
        await Assert.ThrowsAsync<ArgumentException>(() => artifacts.FindAsync("latest"));
    }
}
