using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Host.Tables;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Models.Policy;

namespace Streaming.Host.Demo;

/// <summary>The events of a marketplace, cut in stream time: what is known when the model is trained, and what then happens live.</summary>
/// <param name="All">Everything, in event-time order.</param>
/// <param name="Past">Recorded up to <paramref name="Cut"/>.</param>
/// <param name="Live">Recorded after it.</param>
/// <param name="Cut">The moment between the two.</param>
/// <param name="Folder">Of the raw tables.</param>
/// <param name="DataHash">Of the raw tables.</param>
internal sealed record DemoHistory(
    IReadOnlyList<MarketEvent> All,
    IReadOnlyList<MarketEvent> Past,
    IReadOnlyList<MarketEvent> Live,
    LocalTime Cut,
    string Folder,
    string DataHash
)
{
    /// <summary>Deliveries among <see cref="Live"/>.</summary>
    public int LiveDeliveries { get; } = Live.Count(occurred => occurred.Delivery is not null);

    public static DemoHistory Load(DemoSettings demo, Action<string> say, CancellationToken stop)
    {
        var folder = demo.Data;
        if (folder is null)
        {
            folder = Path.Combine(demo.DataFolder, string.Create(CultureInfo.InvariantCulture, $"marketplace-{demo.Orders}-{demo.Seed}"));
            say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Generating a synthetic marketplace of {demo.Orders:N0} orders (seed {demo.Seed}) in {folder}"
                )
            );
            SyntheticMarketplace.Generate(demo.Orders, demo.Seed, folder, null, stop);
        }

        say($"Reading the tables in {folder}");
        var tables = OlistTables.Read(folder, cancellation: stop);
        var log = EventLog.Build(tables);
        foreach (var line in TableSummary.Of(tables, log.Summary))
            say($"  {line}");
        var events = log.Events;
        if (!demo.Once && BusyEnd.Of(events) is { } end && end < events.Count)
        {
            say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The history thins out: its last {events.Count - end:N0} events, after {events[end - 1].RecordedAt}, are left out, "
                        + $"so that the live part ends on a day like others"
                )
            );
            events = [.. events.Take(end)];
        }

        return Cutting(events, folder, tables.Sha256, demo.LiveShare);
    }

    private static DemoHistory Cutting(IReadOnlyList<MarketEvent> all, string folder, string dataHash, double liveShare)
    {
        var deliveries = all.Where(occurred => occurred.Delivery is not null).Select(occurred => occurred.RecordedAt).ToArray();
        if (deliveries.Length < 2)
            throw new BadInputException($"{deliveries.Length} delivered orders in the tables; a live replay needs at least 2");
        var cut = deliveries[Math.Clamp((int)(deliveries.Length * (1 - liveShare)), 1, deliveries.Length - 1) - 1];
        var past = all.TakeWhile(occurred => occurred.RecordedAt <= cut).ToArray();
        var live = all.Skip(past.Length).ToArray();
        return new DemoHistory(all, past, live, cut, folder, dataHash);
    }
}
