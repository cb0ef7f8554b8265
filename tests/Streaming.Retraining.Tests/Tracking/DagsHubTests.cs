using Streaming.Retraining.Tracking;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

public sealed class DagsHubTests
{
    [Fact]
    public void an_address_names_owner_and_repository() =>
        Assert.Equal(("ana", "shop-scores"), DagsHub.Parse(new Uri(DagsHub.Address("ana", "shop-scores"))));

    [Theory]
    [InlineData("https://dagshub.com/ana/shop-scores")]
    [InlineData("https://dagshub.com/shop-scores.mlflow")]
    [InlineData("https://dagshub.com/ana/shop-scores.mlflow/more")]
    [InlineData("https://example.com/ana/shop-scores.mlflow")]
    public void anything_else_is_no_tracking_address_of_it(string address) => Assert.Null(DagsHub.Parse(new Uri(address)));
}
