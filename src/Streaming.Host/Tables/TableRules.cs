using Streaming.Host.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Streaming.Host.Tables;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    Text,
    Whole,
    Number,
    Time,
}

/// <summary>What happens when a column breaks its rule.</summary>
public enum GateAction
{
    /// <summary>Nothing is trained on it.</summary>
    Stop,

    /// <summary>Said, then trained on.</summary>
    Flag,
}

/// <summary>One column of <c>schema.yaml</c>: what it holds and how much of it may be otherwise.</summary>
public sealed record ColumnRule
{
    /// <summary>Required.</summary>
    public ColumnKind? Kind { get; init; }

    /// <summary>Share of the rows that may be empty, 0 to 1. Default 0.</summary>
    public double Empty { get; init; }

    /// <summary>Smallest value, of a whole or other number. Default none.</summary>
    public double? Least { get; init; }

    /// <summary>Largest value. Default none.</summary>
    public double? Most { get; init; }

    /// <summary>The values that a text may have. Default any.</summary>
    public IReadOnlyList<string>? OneOf { get; init; }

    /// <summary>Share of the filled rows that may lie outside of the bounds or values, 0 to 1. Default 0.</summary>
    public double Outside { get; init; }

    /// <summary>When a share is exceeded. Default stop.</summary>
    public GateAction Action { get; init; } = GateAction.Stop;

    internal IEnumerable<string> Broken()
    {
        if (Kind is null) yield return "Kind is missing; allowed: text, whole, number, time";
        if (Empty is not (>= 0 and <= 1)) yield return FormattableString.Invariant($"Empty is {Empty}; allowed: 0 to 1");
        if (Outside is not (>= 0 and <= 1)) yield return FormattableString.Invariant($"Outside is {Outside}; allowed: 0 to 1");
        if ((Least ?? Most) is not null && Kind is not (ColumnKind.Whole or ColumnKind.Number)) yield return $"Least and Most are for numbers, not for Kind {Kind}";
        if (Least > Most) yield return FormattableString.Invariant($"Least is {Least}; allowed: at most Most, which is {Most}");
        if (OneOf is not null && (Kind is not ColumnKind.Text || OneOf.Count == 0)) yield return "OneOf is a list of texts, for Kind text";
    }
}

/// <summary>The columns of the tables that a marketplace delivers, by file name and column name. Read from <c>schema.yaml</c>.</summary>
public sealed record TableRules(IReadOnlyDictionary<string, IReadOnlyDictionary<string, ColumnRule>> Tables)
{
    public const string FileName = "schema.yaml";

    /// <exception cref="SettingsException">The file is not there, is no YAML, has an unknown key, or a rule that cannot be; all broken rules at once.</exception>
    public static TableRules Load(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) throw new SettingsException([$"{file} does not exist; it says which tables are fit for training"]);
        try
        {
            using var text = File.OpenText(file);
            var read = new DeserializerBuilder().WithTypeMapping<IReadOnlyList<string>, List<string>>().Build().Deserialize<Dictionary<string, Dictionary<string, ColumnRule>>>(text) ?? [];
            var problems = read.SelectMany(t => t.Value.SelectMany(c => c.Value.Broken().Select(b => $"{file}: {t.Key}, {c.Key}: {b}"))).ToList();
            if (problems.Count > 0) throw new SettingsException(problems);
            return new(read.ToDictionary(t => t.Key, t => (IReadOnlyDictionary<string, ColumnRule>)t.Value));
        }
        catch (YamlException e)
        {
            throw new SettingsException([$"{file} line {e.Start.Line}: {e.GetBaseException().Message}"]);
        }
    }
}
