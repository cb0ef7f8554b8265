using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.Loop;

namespace Streaming.Faults.Bugs;

/// <summary>Keeps the model that it found first: promotions are followed, announced and never served.</summary>
internal static class StaleModel
{
    public static SeededBug Create()
    {
        ServedModel? first = null;
        return new SeededBug(new ScoringSeams { Model = served => first ??= served });
    }
}
