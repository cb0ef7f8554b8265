using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.House.Tests;

/// <summary>References go one way: from the roles down to the contracts, and never from one role to another.</summary>
public sealed class ReferenceDirection
{
    /// <summary>Room → the rooms that it may name. Whatever is not listed here is forbidden.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> MayName = new Dictionary<string, string[]>
    {
        ["Streaming.Contracts"] = [],
        ["Streaming.Kafka"] = ["Streaming.Contracts"],
        ["Streaming.Features"] = ["Streaming.Contracts"],
        ["Streaming.Models"] = ["Streaming.Features", "Streaming.Contracts"],
        ["Streaming.Marketplace"] = ["Streaming.Kafka", "Streaming.Contracts"],
        ["Streaming.Quality"] = ["Streaming.Marketplace", "Streaming.Contracts"],
        ["Streaming.Training"] = ["Streaming.Models", "Streaming.Features", "Streaming.Contracts"],
        ["Streaming.Audit"] = ["Streaming.Kafka", "Streaming.Contracts"],
        ["Streaming.Retraining"] =
        [
            "Streaming.Training",
            "Streaming.Quality",
            "Streaming.Marketplace",
            "Streaming.Audit",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
        ],
        ["Streaming.Scorer"] = ["Streaming.Models", "Streaming.Features", "Streaming.Kafka", "Streaming.Contracts"],
        ["Streaming.Replays"] = ["Streaming.Scorer", "Streaming.Models", "Streaming.Features", "Streaming.Kafka", "Streaming.Contracts"],
        ["Streaming.Web"] = [],
        ["Streaming.Accounts"] = ["Streaming.Audit", "Streaming.Kafka", "Streaming.Contracts", "Streaming.Web"],
        ["Streaming.Cases"] =
        [
            "Streaming.Audit",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
            "Streaming.Web",
        ],
        ["Streaming.Notifications"] =
        [
            "Streaming.Cases",
            "Streaming.Audit",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
        ],
        ["Streaming.Embedded"] = ["Streaming.Web", "Streaming.Kafka", "Streaming.Contracts"],
        ["Streaming.Api"] =
        [
            "Streaming.Scorer",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
            "Streaming.Web",
        ],
        ["Streaming.Console"] =
        [
            "Streaming.Accounts",
            "Streaming.Cases",
            "Streaming.Notifications",
            "Streaming.Audit",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
            "Streaming.Web",
        ],
        ["Streaming.Host"] =
        [
            "Streaming.Accounts",
            "Streaming.Cases",
            "Streaming.Notifications",
            "Streaming.Scorer",
            "Streaming.Replays",
            "Streaming.Retraining",
            "Streaming.Training",
            "Streaming.Quality",
            "Streaming.Api",
            "Streaming.Console",
            "Streaming.Embedded",
            "Streaming.Marketplace",
            "Streaming.Audit",
            "Streaming.Models",
            "Streaming.Features",
            "Streaming.Kafka",
            "Streaming.Contracts",
            "Streaming.Web",
        ],
    };

    [Fact]
    public void every_room_has_its_place_in_the_table() =>
        Assert.Equal(
            MayName.Keys.Order(StringComparer.Ordinal),
            ProjectFile.Rooms().Select(room => room.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void project_files_name_only_the_rooms_below_them()
    {
        var wrong = ProjectFile
            .Rooms()
            .SelectMany(room => room.Projects.Where(IsRoom).Except(MayName[room.Name]).Select(other => $"{room.Name} references {other}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void compiled_code_uses_only_the_rooms_below_it()
    {
        var byAssembly = ProjectFile.Rooms().ToDictionary(room => room.AssemblyName, room => room.Name);
        var wrong = ProjectFile
            .Rooms()
            .SelectMany(room =>
                AssembliesUsedBy(room)
                    .Where(byAssembly.ContainsKey)
                    .Select(assembly => byAssembly[assembly])
                    .Except(MayName[room.Name])
                    .Select(other => $"{room.Name} uses {other}")
            );

        Assert.Empty(wrong);
    }

    [Fact]
    public void only_training_knows_the_fitting_library()
    {
        var named = ProjectFile.Rooms().Where(room => room.Packages.Any(IsFittingLibrary)).Select(room => room.Name);
        var used = ProjectFile.Rooms().Where(room => AssembliesUsedBy(room).Any(IsFittingLibrary)).Select(room => room.Name);

        Assert.Equal(["Streaming.Training"], named);
        Assert.Empty(used.Except(["Streaming.Training"]));
    }

    private static bool IsRoom(string project) => project.StartsWith("Streaming.", StringComparison.Ordinal);

    private static bool IsFittingLibrary(string name) =>
        name == "Microsoft.ML" || name.StartsWith("Microsoft.ML.", StringComparison.Ordinal) || name == "LightGBM";

    private static List<string> AssembliesUsedBy(ProjectFile room)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, room.AssemblyName + ".dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
