using System.Globalization;
using System.Text;

namespace Streaming.Contracts.Rules;

/// <summary>Collects what a record breaks. Allocates nothing while there is nothing to say.</summary>
internal struct Violations
{
    private const int MostNamed = 20;
    private const int MostShownCharacters = 60;

    private List<Violation>? found;
    private int count;

    /// <summary>The first that were added.</summary>
    public readonly IReadOnlyList<Violation> Found => found ?? [];

    /// <param name="field">With an empty list index where the field is in a list: <c>items[].price</c>.</param>
    /// <param name="index">The list index; -1 outside lists.</param>
    /// <param name="value">As found.</param>
    /// <param name="rule">What would be allowed.</param>
    public void Add(string field, int index, string value, string rule)
    {
        if (++count > MostNamed) return;
        found ??= [];
        found.Add(new Violation(index < 0 ? field : field.Replace("[]", $"[{index.ToString(CultureInfo.InvariantCulture)}]", StringComparison.Ordinal), value, rule));
    }

    public static string Quote(string value) =>
        value.Length <= MostShownCharacters ? $"'{value}'" : $"'{value[..MostShownCharacters]}…' ({value.Length.ToString(CultureInfo.InvariantCulture)} characters)";

    /// <exception cref="ContractException">Contract violation: at least one was added.</exception>
    public readonly void ThrowIfAny(string schemaName)
    {
        if (count == 0) return;
        var text = new StringBuilder().AppendJoin("; ", Found.Select(broken => $"{broken.Field} is {broken.Value}, must be {broken.Rule}"));
        if (count > MostNamed) text.Append("; and ").Append(count - MostNamed).Append(" more");
        throw new ContractException(ReasonCodes.ContractViolation, $"{schemaName}: {text}.");
    }
}
