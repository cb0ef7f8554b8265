using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Testing;

namespace Streaming.Marketplace.Tests.Synthetic;

/// <summary>One generated marketplace of 20,000 orders, shared by the tests that only look.</summary>
public sealed class GeneratedFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GeneratedFolder()
    {
        Rows = SyntheticMarketplace.Generate(20_000, 7, folder.Below("shop"));
        Tables = OlistTables.Read(folder.Below("shop"));
        Measured = new Measurements(Tables);
    }

    public string Path => folder.Below("shop");

    public GeneratedMarketplace Rows { get; }

    public OlistTables Tables { get; }

    internal Measurements Measured { get; }

    public void Dispose() => folder.Dispose();
}
