using System.Globalization;
using System.Text.Json;

namespace Streaming.Audit.Registry;

/// <summary>
/// Names of versions that people can say: <c>v7</c> is the seventh that was registered under the model's name, for ever. The version
/// itself, digits that are derived from the artifact's content, is what scores and decisions carry. Pure.
/// </summary>
public static class VersionNames
{
    private const string Family = "family";

    /// <summary>1 for the first that was registered; 0 for one that is not registered.</summary>
    public static int NumberOf(this ModelHistory model, string version)
    {
        var before = model.Registered.TakeWhile(known => known.Version != version).Count();
        return before == model.Registered.Count ? 0 : before + 1;
    }

    /// <summary>Such as <c>v7</c>; the version itself where it is not registered.</summary>
    public static string ShortNameOf(this ModelHistory model, string version) =>
        model.NumberOf(version) is > 0 and var number ? string.Create(CultureInfo.InvariantCulture, $"v{number}") : version;

    /// <summary>Family and day of registration, such as <c>light gbm, 30 Nov 2026</c>; the day alone where no family is known.</summary>
    public static string DescriptionOf(RegisteredModel version)
    {
        var day = version.RegisteredAt.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        return FamilyOf(version) is { } family ? $"{family.Replace('_', ' ')}, {day}" : day;
    }

    /// <summary>Such as <c>v7, light gbm, 30 Nov 2026</c>; the version itself where it is not registered.</summary>
    public static string FullNameOf(this ModelHistory model, string version) =>
        model.Registered.FirstOrDefault(known => known.Version == version) is { } registered
            ? $"{model.ShortNameOf(version)}, {DescriptionOf(registered)}"
            : version;

    /// <summary>The registered version with this text as version or, where there is none, as short name; null when there is
    /// neither.</summary>
    public static RegisteredModel? Find(this ModelHistory model, string text) =>
        model.Registered.FirstOrDefault(known => known.Version == text)
        ?? model.Registered.FirstOrDefault(known => model.ShortNameOf(known.Version) == text);

    private static string? FamilyOf(RegisteredModel version)
    {
        using var lineage = JsonDocument.Parse(version.Lineage);
        return
            lineage.RootElement.ValueKind == JsonValueKind.Object
            && lineage.RootElement.TryGetProperty(Family, out var family)
            && family.ValueKind == JsonValueKind.String
            && family.GetString() is { Length: > 0 } name
            ? name
            : null;
    }
}
