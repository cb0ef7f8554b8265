using System.Globalization;

namespace Streaming.Contracts.Rules;

/// <summary>Collects what a record breaks. Allocates nothing while there is nothing to say.</summary>
internal struct Violations
{
    private const int MostNamed = 20;
    private const int MostShownCharacters = 60;

    private List<Violation>? found;
    private int count;

    /// <summary>The first of them.</summary>
    public readonly IReadOnlyList<Violation> Found => found ?? (IReadOnlyList<Violation>)[];

    /// <inheritdoc cref="Violation"/>
    public void Add(string code, string field, int index, string value, string rule)
    {
        if (++count <= MostNamed)
            (found ??= []).Add(new Violation(code, field, index, value, rule));
    }

    /// <summary>Shortened, and without characters that would change the line it stands in.</summary>
    public static string Quote(string value) =>
        value.Length <= MostShownCharacters
            ? $"'{PlainText.Visible(value)}'"
            : $"'{PlainText.Visible(value[..MostShownCharacters])}…' ({value.Length.ToString(CultureInfo.InvariantCulture)} characters)";

    /// <exception cref="ContractException">Contract violation: at least one was added.</exception>
    public readonly void ThrowIfAny(string schemaName)
    {
        if (found is null)
            return;
        var more = count > MostNamed ? $"; and {(count - MostNamed).ToString(CultureInfo.InvariantCulture)} more" : "";
        throw new ContractException(ReasonCodes.ContractViolation, $"{schemaName}: {string.Join("; ", found)}{more}.");
    }
}
