using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The fault harness is itself tested, in its own language: above all that its checker finds every kind of fault.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task the_harness_passes_its_own_tests()
    {
        Assert.SkipUnless(await FaultRun.HasClientsAsync(), $"{FaultRun.Python} lacks confluent_kafka or avro: run ops/install.sh");
        var folder = Path.Combine(RepositoryRoot.Find(), "tests", "Streaming.Faults", "harness");

        var (exitCode, said) = await FaultRun.PythonAsync(["-B", "-m", "unittest", "discover", "-s", folder, "-p", "*_test.py"]);

        Assert.True(exitCode == 0, said);
        Assert.Contains("\nOK\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Ran 0 tests", said, StringComparison.Ordinal);
    }
}
