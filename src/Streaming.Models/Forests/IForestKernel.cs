namespace Streaming.Models.Forests;

/// <summary>One way to find where a vector ends in every tree. All ways give the same leaves, hence the same bits. Immutable and
/// thread-safe.</summary>
internal interface IForestKernel
{
    /// <summary>Writes the leaf that the vector reaches in each tree. Allocates nothing after warm-up.</summary>
    /// <param name="vector">As many values as the forest has features.</param>
    /// <param name="leaves">One place per tree; receives indices of <see cref="ForestArrays.LeafValues"/>.</param>
    /// <returns>Sum of those leaves, in grid steps.</returns>
    int Evaluate(ReadOnlySpan<float> vector, Span<int> leaves);
}
