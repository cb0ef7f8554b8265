using System.Diagnostics;
using Xunit;

namespace Streaming.Contracts.Tests;

public sealed class ChildEnvironmentTests
{
    [Theory]
    [InlineData("PATH", true)]
    [InlineData("HOME", true)]
    [InlineData("LC_ALL", true)]
    [InlineData("DOTNET_ROOT", true)]
    [InlineData("JAVA_HOME", true)]
    [InlineData("STREAMING__Postgres__Password", false)]
    [InlineData("STREAMING__Kafka__SaslPassword", false)]
    [InlineData("MLFLOW_TRACKING_PASSWORD", false)]
    [InlineData("DAGSHUB_TOKEN", false)]
    [InlineData("PGPASSWORD", false)]
    [InlineData("AWS_SECRET_ACCESS_KEY", false)]
    [InlineData("DOTNET_FEED_TOKEN", false)]
    [InlineData("SOMETHING_ELSE", false)]
    public void a_child_gets_what_it_needs_and_nothing_else(string name, bool isKept)
    {
        var start = new ProcessStartInfo("nothing");
        start.Environment[name] = "x";
        ChildEnvironment.Clean(start);
        Assert.Equal(isKept, start.Environment.ContainsKey(name));
    }
}
