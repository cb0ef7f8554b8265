using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Synthetic;

/// <summary>Where a marketplace may be written, and that it is there whole or not at all.</summary>
public sealed class TargetFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder.Below("shop");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void an_earlier_marketplace_is_replaced()
    {
        SyntheticMarketplace.Generate(20, 1, Target);
        SyntheticMarketplace.Generate(30, 2, Target + Path.DirectorySeparatorChar);
        Assert.Equal(30, OlistTables.Read(Target).Orders.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void an_empty_folder_is_filled()
    {
        Directory.CreateDirectory(Target);
        SyntheticMarketplace.Generate(20, 1, Target);
        Assert.Equal(20, OlistTables.Read(Target).Orders.Count);
    }

    [Fact]
    public void a_folder_with_something_else_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "notes.txt"), "mine");
        var refusal = Assert.Throws<MarketplaceFolderException>(() => SyntheticMarketplace.Generate(20, 1, Target));
        Assert.Contains("notes.txt", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["notes.txt"], Directory.GetFiles(Target).Select(Path.GetFileName));
    }

    [Fact]
    public void tables_that_were_not_generated_are_refused()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, TableNames.Orders), "real");
        Assert.Throws<MarketplaceFolderException>(() => SyntheticMarketplace.Generate(20, 1, Target));
        Assert.Equal("real", File.ReadAllText(Path.Combine(Target, TableNames.Orders)));
    }

    [Fact]
    public void a_file_in_the_way_is_refused()
    {
        File.WriteAllText(Target, "");
        Assert.Throws<MarketplaceFolderException>(() => SyntheticMarketplace.Generate(20, 1, Target));
    }

    [Fact]
    public void a_stopped_generation_leaves_the_former_marketplace_and_nothing_else()
    {
        SyntheticMarketplace.Generate(20, 1, Target);
        using var stop = new CancellationTokenSource();
        var progress = new Immediately<GenerateProgress>(_ => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() => SyntheticMarketplace.Generate(3_000, 2, Target, progress, stop.Token));
        Assert.Equal(20, OlistTables.Read(Target).Orders.Count);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void a_leftover_of_a_killed_generation_is_cleared_away()
    {
        Directory.CreateDirectory(Target + ".partial");
        File.WriteAllText(Path.Combine(Target + ".partial", TableNames.Orders), "half");
        SyntheticMarketplace.Generate(20, 1, Target);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }
}
