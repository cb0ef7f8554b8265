namespace Streaming.Contracts;

/// <summary>What a registry demands of the next schema of a subject.</summary>
public enum SchemaCompatibility
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The new schema reads what the latest one wrote: readers are upgraded first.</summary>
    Backward,

    /// <summary>The new schema reads what every earlier one wrote.</summary>
    BackwardTransitive,

    /// <summary>The latest schema reads what the new one writes: writers are upgraded first.</summary>
    Forward,

    /// <summary>Every earlier schema reads what the new one writes.</summary>
    ForwardTransitive,

    /// <summary>Both ways against the latest schema.</summary>
    Full,

    /// <summary>Both ways against every earlier schema: any reader of any age reads any record.</summary>
    FullTransitive,
}

public static class SchemaCompatibilityNames
{
    /// <summary>The name in the registry's interface, such as <c>FULL_TRANSITIVE</c>.</summary>
    public static string WireName(this SchemaCompatibility level) =>
        level switch
        {
            SchemaCompatibility.None => "NONE",
            SchemaCompatibility.Backward => "BACKWARD",
            SchemaCompatibility.BackwardTransitive => "BACKWARD_TRANSITIVE",
            SchemaCompatibility.Forward => "FORWARD",
            SchemaCompatibility.ForwardTransitive => "FORWARD_TRANSITIVE",
            SchemaCompatibility.Full => "FULL",
            SchemaCompatibility.FullTransitive => "FULL_TRANSITIVE",
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "no compatibility level"),
        };
}
