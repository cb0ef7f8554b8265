namespace Streaming.Contracts.Rules;

/// <summary>How often each field was flagged for what. Takes no room until something is. Used by one thread.</summary>
public sealed class FlagCounts : IFlagSink
{
    private const int Faults = (int)ValueFault.TimeOrder + 1;

    private long[]? counts;

    public long this[OrderField field, ValueFault fault] => counts?[(int)field * Faults + (int)fault] ?? 0;

    public void Flag(OrderField field, int index, ValueFault fault) =>
        (counts ??= new long[OrderFields.Names.Count * Faults])[(int)field * Faults + (int)fault]++;

    public void Clear() => counts = null;

    /// <summary>Those that are not zero.</summary>
    public IEnumerable<(OrderField Field, ValueFault Fault, long Count)> Counted()
    {
        for (var i = 0; i < (counts?.Length ?? 0); i++)
            if (counts![i] > 0)
                yield return ((OrderField)(i / Faults), (ValueFault)(i % Faults), counts[i]);
    }
}
