using System.Collections;
using System.Reflection;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>A record once for each of its texts and lists, and for those of the first row of each list, with this one absent or no
/// Unicode.</summary>
internal static class WrongRecords
{
    private static readonly IEnumerable<object?> WrongTexts = [null, "half \ud800"];

    public static IEnumerable<object> Of(object record)
    {
        foreach (var property in record.GetType().GetProperties().Where(property => !property.PropertyType.IsValueType))
        {
            var values =
                property.PropertyType == typeof(string) ? WrongTexts : WrongRows(property, property.GetValue(record)!).Prepend(null);
            foreach (var value in values)
                yield return With(record, property, value);
        }
    }

    private static IEnumerable<object?> WrongRows(PropertyInfo list, object rows)
    {
        var row = list.PropertyType.GetGenericArguments()[0];
        if (row.IsValueType)
            yield break;
        var first = ((IEnumerable)rows).Cast<object>().First();
        foreach (var wrong in row == typeof(string) ? WrongTexts : Of(first))
        {
            var only = Array.CreateInstance(row, 1);
            only.SetValue(wrong, 0);
            yield return only;
        }
    }

    private static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }
}
