using System.Security.Cryptography;
using System.Text;
using Streaming.Audit.Models;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>Our names in a form that every MLflow server takes. Two names that would become the same are told apart by a few digits of
/// their hash.</summary>
internal static class MlflowNames
{
    private const int HashDigits = 8;

    /// <summary>
    /// Keys of metrics, parameters and tags, each with what came under its name. Servers take letters, digits, <c>_ - .</c> and spaces,
    /// some also colons and
    /// slashes (which servers that keep files read as folders): everything else becomes an underscore.
    /// </summary>
    public static IEnumerable<(string Key, T Value)> Keys<T>(IEnumerable<KeyValuePair<string, T>> named)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase); // MySQL compares keys without regard to case
        // the same ones yield to the same others in every export
        foreach (var (name, value) in named.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var key = Cut(Key(name), name);
            if (!taken.Add(key))
            {
                key = WithHash(key, name);
                taken.Add(key);
            }

            yield return (key, value);
        }
    }

    /// <summary>A registered model's name: no slashes and colons, and no quotes, which its search language cannot escape.</summary>
    public static string Model(string name) => Cut(Key(name), name);

    /// <summary>A path below a run's artifacts. The server refuses <c>..</c>, backslashes and <c>#</c>, and decodes percent signs more than
    /// once.</summary>
    public static string Path(string path) =>
        string.Join(
            '/',
            path.Split('/')
                .Select(part =>
                {
                    var safe = string.Concat(part.Select(c => IsPlain(c) || c is '=' or '+' or ',' or '@' ? c : '_'));
                    return safe is "" or "." or ".." ? "_" : safe;
                })
        );

    private static string Key(string name)
    {
        var key = string.Concat(
            name.Select(c =>
                IsPlain(c) ? c
                : c == '/' ? '.'
                : '_'
            )
        );
        return key.Length == 0 ? "_"
            : key[0] == '.' ? "_" + key[1..]
            : key; // a leading dot may read as a folder above
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ';

    private static string Cut(string key, string name) => key.Length <= MlflowLimits.KeyLength ? key : WithHash(key, name);

    private static string WithHash(string key, string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits];
        return $"{key[..Math.Min(key.Length, MlflowLimits.KeyLength - HashDigits - 1)]}-{hash}";
    }
}
