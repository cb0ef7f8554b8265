using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Streaming.House.Tests;

/// <summary>No constructor takes more than six parameters: what travels together is one value, or a service from the container.</summary>
public sealed class ConstructorSize
{
    private const int MostParameters = 6;

    private const string Stored = "a stored or published value, named by position where it is written";
    private const string Row = "a row of a table with that many columns";
    private const string Value = "a value without behaviour; its reader wants all of it";

    /// <summary>Types that may have more, each with the reason.</summary>
    private static readonly IReadOnlyDictionary<string, string> Allowed = new Dictionary<string, string>
    {
        ["Streaming.Audit.Chain.ChainReport"] = Value,
        ["Streaming.Audit.Chain.ChainedEvent"] = Row,
        ["Streaming.Audit.Models.PromotionRejected"] = Stored,
        ["Streaming.Audit.ReadModels.TrailRow"] = Row,
        ["Streaming.Audit.Registry.Champion"] = Stored,
        ["Streaming.Audit.Registry.Proposal"] = Stored,
        ["Streaming.Audit.Registry.Rejection"] = Stored,
        ["Streaming.Audit.Runs.RunCandidate"] = Stored,
        ["Streaming.Audit.Runs.StageFailed"] = Stored,
        ["Streaming.Audit.Runs.TrainingRequested"] = Stored,
        ["Streaming.Cases.Domain.CaseOpened"] = Stored,
        ["Streaming.Cases.Queries.CaseCounts"] = Value,
        ["Streaming.Console.Drift.HistogramDrift"] = Value,
        ["Streaming.Contracts.Rules.CheckCount"] = Stored,
        ["Streaming.Contracts.Topic"] = Row,
        ["Streaming.Features.Histories.HistoryCounters"] = Stored,
        ["Streaming.Marketplace.Synthetic.Product"] = Row,
        ["Streaming.Marketplace.Synthetic.Seller"] = Row,
        ["Streaming.Marketplace.Synthetic.State"] = Row,
        ["Streaming.Marketplace.Tables.ItemRow"] = Row,
        ["Streaming.Marketplace.Tables.OrderRow"] = Row,
        ["Streaming.Marketplace.Tables.ProductRow"] = Row,
        ["Streaming.Marketplace.Tables.ReviewRow"] = Row,
    };

    [Fact]
    public void no_constructor_has_more_than_six_parameters() => Assert.Empty(Large().Except(Allowed.Keys));

    [Fact]
    public void no_type_stands_on_the_list_that_has_become_small() => Assert.Empty(Allowed.Keys.Except(Large()));

    private static string[] Large() =>
        [
            .. from room in ProjectFile.Rooms()
            from type in Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, room.AssemblyName + ".dll")).GetTypes()
            where type.Namespace?.StartsWith("Streaming.", StringComparison.Ordinal) == true // generators have their own
            where !type.IsDefined(typeof(CompilerGeneratedAttribute))
            where Constructors(type).Any(constructor => constructor.GetParameters().Length > MostParameters)
            select type.FullName!,
        ];

    private static ConstructorInfo[] Constructors(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
}
