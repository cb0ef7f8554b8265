using Streaming.Features.Histories.Snapshots;

namespace Streaming.Features.Histories;

/// <summary>The remembered orders by id. Those of a snapshot stay packed until one of them is asked for: most never are.</summary>
internal sealed class OrderBook
{
    private readonly Dictionary<OrderKey, OrderMemory> unpacked = [];
    private readonly SortedDictionary<int, List<OrderMemory>> closedOn = [];
    private PackedOrders? packed;

    public int Count => unpacked.Count + (packed?.Count ?? 0);

    /// <summary>Those that are not packed, in no order.</summary>
    public IReadOnlyCollection<OrderMemory> Unpacked => unpacked.Values;

    /// <summary>What came from a snapshot; null without one.</summary>
    public PackedOrders? Packed => packed;

    public OrderMemory? Find(string id) => Find(OrderKey.Of(id));

    public OrderMemory FindOrAdd(string id)
    {
        var key = OrderKey.Of(id);
        if (Find(key) is { } known)
            return known;
        var memory = new OrderMemory(key);
        unpacked.Add(key, memory);
        return memory;
    }

    /// <summary>Takes up a snapshot's orders: the packed ones, whose events are all of closed days, and the others.</summary>
    public void Resume(PackedOrders closed, IReadOnlyList<OrderMemory> open)
    {
        packed = closed;
        foreach (var memory in open)
            unpacked.Add(memory.Key, memory);
    }

    /// <summary>Notes that these orders have an event on a day that is now closed.</summary>
    public void Closed(int day, List<OrderMemory> touched)
    {
        if (closedOn.TryGetValue(day, out var before))
            before.AddRange(touched);
        else
            closedOn.Add(day, touched);
    }

    /// <summary>Forgets the orders whose last event is of an earlier day than this.</summary>
    public void ForgetBefore(int day)
    {
        packed?.ForgetBefore(day);
        while (closedOn.Count > 0 && closedOn.First() is var (oldest, touched) && oldest < day)
        {
            closedOn.Remove(oldest);
            foreach (var memory in touched)
            {
                if (memory.LastDay == oldest)
                    unpacked.Remove(memory.Key);
            }
        }
    }

    private OrderMemory? Find(OrderKey key) => unpacked.TryGetValue(key, out var memory) ? memory : Unpack(key);

    private OrderMemory? Unpack(OrderKey key)
    {
        if (packed?.Take(key) is not { } memory)
            return null;
        unpacked.Add(key, memory);
        Closed(memory.LastDay, [memory]);
        return memory;
    }
}
