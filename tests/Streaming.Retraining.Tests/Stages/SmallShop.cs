using Streaming.Marketplace.Synthetic;
using Streaming.Testing;

namespace Streaming.Retraining.Tests.Stages;

/// <summary>The tables of a generated marketplace in a folder that a test may change.</summary>
internal sealed class SmallShop : IDisposable
{
    private readonly TemporaryFolder folder = new("shop");

    public SmallShop(int orders = 300)
    {
        Tables = folder.Below("tables");
        SyntheticMarketplace.Generate(orders, 11, Tables, null, CancellationToken.None);
    }

    public string Tables { get; }

    public void Dispose() => folder.Dispose();
}
