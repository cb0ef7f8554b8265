using Streaming.Audit.Artifacts;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Artifacts;

/// <summary>What every place for artifacts promises about files; each place runs these.</summary>
public abstract class ArtifactFileContract(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PostgresArtifacts.PartBytes)]
    [InlineData(PostgresArtifacts.PartBytes + 1)]
    [InlineData(2 * PostgresArtifacts.PartBytes)]
    [InlineData(3 * PostgresArtifacts.PartBytes - 5)]
    public async Task a_file_of_any_size_comes_back_as_it_was(int length)
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        using var folder = new TemporaryFolder("artifacts");
        var artifacts = Open(database, folder);
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        await File.WriteAllBytesAsync(folder.Below("original"), bytes);

        var hash = await artifacts.PutFileAsync(folder.Below("original"));
        var again = await artifacts.PutFileAsync(folder.Below("original"));

        Assert.Equal(ArtifactHash.Of(bytes), hash);
        Assert.Equal(hash, again);
        Assert.True(await artifacts.ContainsAsync(hash));
        Assert.True(await artifacts.FetchAsync(hash, folder.Below("copy")));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(folder.Below("copy")));
        Assert.Equal(bytes, await artifacts.FindAsync(hash));
    }

    [Fact]
    public async Task what_was_never_put_is_not_fetched_and_leaves_no_file()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        using var folder = new TemporaryFolder("artifacts");
        var target = Directory.CreateDirectory(folder.Below("target"));

        Assert.False(await Open(database, folder).FetchAsync(ArtifactHash.Of([1]), Path.Combine(target.FullName, "copy")));
        Assert.Empty(target.GetFiles());
    }

    [Fact]
    public async Task a_damaged_file_is_refused_until_it_is_put_again()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        using var folder = new TemporaryFolder("artifacts");
        var artifacts = Open(database, folder);
        var bytes = new byte[PostgresArtifacts.PartBytes + 100];
        Array.Fill(bytes, (byte)7);
        await File.WriteAllBytesAsync(folder.Below("original"), bytes);
        var hash = await artifacts.PutFileAsync(folder.Below("original"));
        await DamageAsync(database, folder, hash);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => artifacts.FetchAsync(hash, folder.Below("copy")));
        Assert.Contains(hash, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Below("copy")));
        await artifacts.PutFileAsync(folder.Below("original"));
        Assert.True(await artifacts.FetchAsync(hash, folder.Below("copy")));
    }

    private protected abstract ArtifactStore Open(AuditDatabase database, TemporaryFolder folder);

    private protected abstract Task DamageAsync(AuditDatabase database, TemporaryFolder folder, string hash);
}

public sealed class ArtifactFilesInTheDatabase(PostgresFixture postgres) : ArtifactFileContract(postgres)
{
    private protected override ArtifactStore Open(AuditDatabase database, TemporaryFolder folder) => database.Open().Artifacts;

    private protected override async Task DamageAsync(AuditDatabase database, TemporaryFolder folder, string hash)
    {
        await using var damage = database.Raw.CreateCommand("update audit.artifact_parts set bytes = set_byte(bytes, 3, 0) where part = 1");
        Assert.Equal(1, await damage.ExecuteNonQueryAsync());
    }
}

public sealed class ArtifactFilesInAFolder(PostgresFixture postgres) : ArtifactFileContract(postgres)
{
    private protected override ArtifactStore Open(AuditDatabase database, TemporaryFolder folder) =>
        database.Open(folder.Below("store")).Artifacts;

    private protected override async Task DamageAsync(AuditDatabase database, TemporaryFolder folder, string hash)
    {
        var path = folder.Below("store", hash[..2], hash);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[5] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }
}
