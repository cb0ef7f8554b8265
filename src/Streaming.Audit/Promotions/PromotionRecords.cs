using System.Globalization;
using Streaming.Audit.Registry;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Promotions;

/// <summary>A decision as the record that scorers follow. The same decision always gives the same record, however often it is
/// published.</summary>
internal static class PromotionRecords
{
    public static string EventId(string modelName, long decisionNumber) =>
        string.Create(CultureInfo.InvariantCulture, $"{modelName}/{decisionNumber}");

    public static ModelPromoted Of(string modelName, Champion champion) =>
        new()
        {
            EventId = EventId(modelName, champion.DecisionNumber),
            RecordedAt = champion.Since.UtcDateTime,
            ModelName = modelName,
            ModelVersion = champion.Version,
            ModelSha256 = champion.Sha256,
            DecisionNumber = champion.DecisionNumber,
            // the topic's two kinds: a scorer has no use for gates
            Kind = champion.Kind == Champion.RolledBack ? Champion.RolledBack : Champion.Promoted,
            DecidedBy = champion.By,
            Why = champion.Why,
        };
}
