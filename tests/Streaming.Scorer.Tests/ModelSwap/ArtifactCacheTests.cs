using System.Security.Cryptography;
using Streaming.Scorer.ModelSwap;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.ModelSwap;

public sealed class ArtifactCacheTests : IDisposable
{
    private static readonly byte[] Artifact = [1, 2, 3];
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Artifact));

    private readonly TemporaryFolder folder = new("cache");
    private int asked;

    private ArtifactCache Cache(byte[]? answer) => new(folder.Below("models"), (_, _) =>
    {
        asked++;
        return Task.FromResult(answer);
    });

    private static ArtifactCache WithoutSource(string path) => new(path, (_, _) => throw new InvalidOperationException("the database is away"));

    [Fact]
    public async Task what_was_fetched_once_is_there_while_the_source_is_away()
    {
        Assert.Equal(Artifact, await Cache(Artifact).FindAsync(Sha256, TestContext.Current.CancellationToken));

        Assert.Equal(Artifact, await WithoutSource(folder.Below("models")).FindAsync(Sha256, TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task a_file_damaged_on_disk_is_fetched_anew()
    {
        await Cache(Artifact).FindAsync(Sha256, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Directory.GetFiles(folder.Below("models")).Single(), [9], TestContext.Current.CancellationToken);

        Assert.Equal(Artifact, await Cache(Artifact).FindAsync(Sha256, TestContext.Current.CancellationToken));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task what_the_source_does_not_have_is_null_and_leaves_nothing()
    {
        Assert.Null(await Cache(null).FindAsync(Sha256, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(folder.Below("models")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task a_name_that_is_no_hash_is_refused(string name)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Cache(Artifact).FindAsync(name, TestContext.Current.CancellationToken));
        Assert.Contains("64 lower-case hexadecimal digits", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    public void Dispose() => folder.Dispose();
}
