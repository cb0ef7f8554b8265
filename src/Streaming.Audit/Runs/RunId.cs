using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Streaming.Contracts.Settings;

namespace Streaming.Audit.Runs;

/// <summary>How a run is called: the UTC second in which it was requested and four hexadecimal digits, such as <c>20300131-120000-3fa2</c>.
/// Sorts by time.</summary>
public static partial class RunId
{
    private const int Suffixes = 1 << 16;

    /// <summary>A new id; two of the same second differ in their digits, and by chance one in 65,536 pairs does not.</summary>
    // tells runs apart, decides nothing: needs no seed
    public static string New(DateTimeOffset at) => Of(at, RandomNumberGenerator.GetInt32(Suffixes));

    /// <exception cref="ArgumentException">It is not the form of a run's id.</exception>
    public static void Check(string id)
    {
        if (!Form().IsMatch(id))
            throw new ArgumentException(
                $"'{id}' is not a run: expected a UTC second and four hexadecimal digits, such as 20300131-120000-3fa2",
                nameof(id)
            );
    }

    internal static string Of(DateTimeOffset at, int suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMdd-HHmmss}-{suffix:x4}");

    [GeneratedRegex(@"^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}\z")]
    private static partial Regex Form();
}
