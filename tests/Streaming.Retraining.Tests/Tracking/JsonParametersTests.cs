using Streaming.Retraining.Tracking;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

public sealed class JsonParametersTests
{
    [Fact]
    public void an_object_becomes_flat_names() =>
        Assert.Equal(
            [new("a", "1"), new("b.c", "x"), new("b.d", "[1,2]"), new("e", "null"), new("f", "true")],
            JsonParameters.Flatten("""{"a":1,"b":{"c":"x","d":[1,2]},"e":null,"f":true}""")
        );

    [Theory]
    [InlineData("[1]")]
    [InlineData("{broken")]
    public void what_is_no_object_is_one_parameter(string text) => Assert.Equal([new("parameters", text)], JsonParameters.Flatten(text));

    [Fact]
    public void nothing_is_no_parameter() => Assert.Empty(JsonParameters.Flatten(""));
}
