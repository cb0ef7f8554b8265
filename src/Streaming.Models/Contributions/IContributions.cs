namespace Streaming.Models.Contributions;

/// <summary>Splits a margin into a base and one number per feature: base + contributions = margin. Immutable and thread-safe.</summary>
public interface IContributions
{
    /// <summary>The margin of an average training row, in log-odds of satisfied.</summary>
    double Base { get; }

    /// <summary>Writes what each feature adds to the margin.</summary>
    /// <param name="vector">One value per feature.</param>
    /// <param name="leaves">The leaf that the vector reaches in each tree, as the forest found them.</param>
    /// <param name="contributions">As long as the vector; overwritten.</param>
    void Attribute(ReadOnlySpan<float> vector, ReadOnlySpan<int> leaves, Span<double> contributions);
}
