using Streaming.Audit.Registry;

namespace Streaming.Audit.Tests.Registry;

public sealed class VersionNamesTests
{
    private static readonly ModelHistory Model = new()
    {
        Id = "model/satisfaction",
        Registered =
        [
            Registered("4c38f59ef375", """{"family":"light_gbm"}"""),
            Registered("v1", "{}"),
            Registered("462694d389dc", """{"family":7}"""),
        ],
    };

    [Fact]
    public void a_version_is_numbered_in_the_order_of_registration()
    {
        Assert.Equal(["v1", "v2", "v3"], Model.Registered.Select(known => Model.ShortNameOf(known.Version)));
        Assert.Equal("unheard", Model.ShortNameOf("unheard"));
        Assert.Equal(0, Model.NumberOf("unheard"));
    }

    [Fact]
    public void its_full_name_tells_family_and_day()
    {
        Assert.Equal("v1, light gbm, 30 Nov 2026", Model.FullNameOf("4c38f59ef375"));
        Assert.Equal("v2, 30 Nov 2026", Model.FullNameOf("v1"));
        Assert.Equal("v3, 30 Nov 2026", Model.FullNameOf("462694d389dc"));
        Assert.Equal("unheard", Model.FullNameOf("unheard"));
    }

    [Fact]
    public void it_is_found_by_either_name_and_a_version_goes_before_a_short_name()
    {
        Assert.Equal("462694d389dc", Model.Find("462694d389dc")!.Version);
        Assert.Equal("462694d389dc", Model.Find("v3")!.Version);
        Assert.Equal("v1", Model.Find("v1")!.Version);
        Assert.Null(Model.Find("v4"));
        Assert.Null(Model.Find(""));
    }

    private static RegisteredModel Registered(string version, string lineage) =>
        new(version, new string('a', 64), lineage, new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero));
}
