using System.Text.Json;
using Streaming.Training.Evaluation;

namespace Streaming.Retraining.Stages;

/// <summary>Settings as the texts that are hashed.</summary>
internal static class SettingTexts
{
    /// <summary>One text per name; a record becomes its JSON.</summary>
    public static IReadOnlyDictionary<string, string> Of(params IEnumerable<(string Name, object Value)> settings) =>
        new SortedDictionary<string, string>(
            settings.ToDictionary(
                one => one.Name,
                one => JsonSerializer.Serialize(one.Value, one.Value.GetType(), EvaluationReport.JsonOptions)
            ),
            StringComparer.Ordinal
        );
}
