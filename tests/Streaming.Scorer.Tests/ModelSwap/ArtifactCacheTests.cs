using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Models.Artifacts;
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

    private ArtifactCache Cache(byte[]? answer) =>
        new(
            folder.Below("models"),
            (_, _) =>
            {
                asked++;
                return Task.FromResult(answer);
            }
        );

    private static ArtifactCache WithoutSource(string path) =>
        new(path, (_, _) => throw new InvalidOperationException("the database is away"));

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
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            Cache(Artifact).FindAsync(name, TestContext.Current.CancellationToken)
        );
        Assert.Contains("64 lower-case hexadecimal digits", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task a_folder_that_cannot_be_written_costs_no_artifact_and_is_told_once()
    {
        await File.WriteAllTextAsync(folder.Below("models"), "a file where the folder should be", TestContext.Current.CancellationToken);
        var told = new LogLines();
        var cache = new ArtifactCache(folder.Below("models"), (_, _) => Task.FromResult<byte[]?>(Artifact), told);

        for (var time = 0; time < 3; time++)
            Assert.Equal(Artifact, await cache.FindAsync(Sha256, TestContext.Current.CancellationToken));

        Assert.Contains(folder.Below("models"), Assert.Single(told.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_place_that_cannot_be_taken_leaves_no_half_written_file()
    {
        Directory.CreateDirectory(Path.Combine(folder.Below("models"), Sha256 + ".model"));

        Assert.Equal(Artifact, await Cache(Artifact).FindAsync(Sha256, TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetFiles(folder.Below("models"), "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public async Task what_the_source_gives_under_another_hash_is_not_kept()
    {
        await Cache([9, 9]).FindAsync(Sha256, TestContext.Current.CancellationToken);

        Assert.Equal(Artifact, await Cache(Artifact).FindAsync(Sha256, TestContext.Current.CancellationToken));
        Assert.Equal(2, asked);
    }

    public void Dispose() => folder.Dispose();
}
