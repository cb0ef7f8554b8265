namespace Streaming.Models;

/// <summary>A model in service and the decision that put it there.</summary>
public sealed record ServedModel(ServingModel Model, long DecisionNumber);

/// <summary>The one reference through which the serving model is read, once per batch, and swapped, between two batches.</summary>
public sealed class ModelSlot
{
    private ServedModel? current;
    private string? notice;

    public ServedModel? Current => Volatile.Read(ref current);

    /// <summary>What an operator should know of decisions that do not serve: refused or waiting, and why. Null when there is nothing to
    /// say.</summary>
    public string? Notice
    {
        get => Volatile.Read(ref notice);
        set => Volatile.Write(ref notice, value);
    }

    /// <summary>Puts the model into service in the place of one whose decision turned out to be none, whatever the numbers.</summary>
    public void Correct(ServedModel right) => Volatile.Write(ref current, right);

    /// <summary>Puts the model into service unless its decision is not newer than the one served.</summary>
    /// <returns>False when ignored.</returns>
    public bool TrySwap(ServedModel next)
    {
        while (true)
        {
            var served = Current;
            if (served is not null && next.DecisionNumber <= served.DecisionNumber)
                return false;
            if (Interlocked.CompareExchange(ref current, next, served) == served)
                return true;
        }
    }
}
