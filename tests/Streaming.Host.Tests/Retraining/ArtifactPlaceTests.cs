using Streaming.Host.Retraining;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Retraining;

public sealed class ArtifactPlaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new("artifacts");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("01-ingestion", "events.bin")]
    [InlineData("05-training", "light_gbm_large.model")]
    [InlineData("a b", "..c")]
    public void a_plain_name_lies_below_the_folder(string stage, string name) =>
        Assert.Equal(Path.Combine(folder.Path, stage, name), ArtifactPlace.Of(folder.Path, stage, name));

    [Theory]
    [InlineData("01-ingestion", "../../escaped")]
    [InlineData("01-ingestion", "/etc/cron.d/job")]
    [InlineData("01-ingestion", "..")]
    [InlineData("01-ingestion", ".")]
    [InlineData("01-ingestion", "")]
    [InlineData("01-ingestion", "a\\b")]
    [InlineData("01-ingestion", "C:x")]
    [InlineData("01-ingestion", "a\nb")]
    [InlineData("01-ingestion", "a\0b")]
    [InlineData("../01-ingestion", "events.bin")]
    [InlineData("/tmp", "events.bin")]
    [InlineData("..", "events.bin")]
    public void a_name_that_leads_elsewhere_is_refused(string stage, string name)
    {
        var refused = Assert.Throws<FailedException>(() => ArtifactPlace.Of(folder.Path, stage, name));
        Assert.Contains("nothing is written outside", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    [Fact]
    public void a_link_on_the_way_is_refused()
    {
        Directory.CreateDirectory(folder.Below("elsewhere"));
        Directory.CreateSymbolicLink(folder.Below("01-ingestion"), folder.Below("elsewhere"));
        File.CreateSymbolicLink(folder.Below("link"), folder.Below("nothing"));
        Assert.Contains(
            "is a link",
            Assert.Throws<FailedException>(() => ArtifactPlace.Of(folder.Path, "01-ingestion", "events.bin")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<FailedException>(() => ArtifactPlace.Of(folder.Path, "link"));
    }
}
