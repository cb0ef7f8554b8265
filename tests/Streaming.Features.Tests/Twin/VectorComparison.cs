using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>Compares vectors bit by bit and says where they differ, in words.</summary>
internal static class VectorComparison
{
    public static List<string> Differences(
        string order,
        (float[] Values, string?[] Categories) vector,
        (Dictionary<string, double> Numbers, Dictionary<string, string?> Categories) twin
    )
    {
        var differences = new List<string>();
        for (var i = 0; i < FeatureSchema.All.Count; i++)
        {
            var feature = FeatureSchema.All[i];
            if (feature.Kind == FeatureKind.Categorical)
            {
                if (vector.Categories[i] != twin.Categories[feature.Name] || !float.IsNaN(vector.Values[i]))
                    differences.Add($"{order} {feature.Name}: {vector.Categories[i]} against {twin.Categories[feature.Name]}");
            }
            else if (Bits(vector.Values[i]) != Bits((float)twin.Numbers[feature.Name]))
            {
                differences.Add($"{order} {feature.Name}: {vector.Values[i]:R} against {(float)twin.Numbers[feature.Name]:R}");
            }
        }

        return differences;
    }

    public static bool AreSame((float[] Values, string?[] Categories) a, (float[] Values, string?[] Categories) b) =>
        a.Values.Select(BitConverter.SingleToInt32Bits).SequenceEqual(b.Values.Select(BitConverter.SingleToInt32Bits))
        && a.Categories.SequenceEqual(b.Categories);

    /// <summary>The twin's NaN may have another sign than the builder's one NaN; everything else is compared as it is.</summary>
    private static int Bits(float value) => float.IsNaN(value) ? int.MinValue : BitConverter.SingleToInt32Bits(value);
}
