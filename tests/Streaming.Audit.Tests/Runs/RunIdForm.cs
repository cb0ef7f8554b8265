using Streaming.Audit.Runs;

namespace Streaming.Audit.Tests.Runs;

public sealed class RunIdForm
{
    [Fact]
    public void names_the_second_in_utc_and_sorts_by_it()
    {
        var noon = new DateTimeOffset(2030, 1, 31, 14, 0, 0, TimeSpan.FromHours(2));

        Assert.Equal("20300131-120000-0007", RunId.Of(noon, 7));
        Assert.True(string.CompareOrdinal(RunId.Of(noon, 0xffff), RunId.Of(noon.AddSeconds(1), 0)) < 0);
        RunId.Check(RunId.New(noon));
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("20300131-120000-00g7")]
    [InlineData("20300131-120000-0007\n")]
    [InlineData("run/20300131-120000-0007")]
    public void what_is_no_run_is_refused_with_its_name(string id) =>
        Assert.Contains($"'{id}' is not a run", Assert.Throws<ArgumentException>(() => RunId.Check(id)).Message, StringComparison.Ordinal);
}
