using Streaming.Contracts.Rules;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>Finds columns in a header as people and programs write it.</summary>
internal static class HeaderNames
{
    private static readonly (char Separator, string Name)[] OtherSeparators = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];

    /// <summary>
    /// Place of the column: of its very name, else of the one name that differs from it in case or in blanks around it; -1 when
    /// there is none.
    /// </summary>
    /// <exception cref="TableException">The header names it twice: which of the two is meant, nobody can say.</exception>
    public static int Find(string path, IReadOnlyList<string> header, string name)
    {
        var exact = Places(header, heading => heading == name);
        var places =
            exact.Count > 0 ? exact : Places(header, heading => heading.AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        return places.Count switch
        {
            0 => -1,
            1 => places[0],
            _ => throw new TableException(
                path,
                1,
                name,
                null,
                $"the header names the column {places.Count} times, as columns "
                    + $"{string.Join(" and ", places.Select(place => place + 1))}; keep the one that is meant and remove or rename "
                    + $"the other"
            ),
        };
    }

    /// <summary>What to do about a header of one name that holds all of them.</summary>
    public static string Hint(IReadOnlyList<string> header)
    {
        if (header.Count > 1)
            return "";
        foreach (var (separator, name) in OtherSeparators)
        {
            if (header[0].Contains(separator, StringComparison.Ordinal))
                return $"; the columns are separated by {name}: save the table with commas";
        }

        return "";
    }

    private static List<int> Places(IReadOnlyList<string> header, Func<string, bool> isIt) =>
        [.. header.Index().Where(heading => isIt(heading.Item)).Select(heading => heading.Index)];
}
