using System.Diagnostics;
using Streaming.Retraining.Runs.Children;
using Xunit;

namespace Streaming.Retraining.Tests.Runs.Children;

/// <summary>A fit takes what others leave.</summary>
public sealed class ChildPriorityTests
{
    private const int PolicyField = 40; // of proc(5)'s stat, counted from 0
    private const string Idle = "5";

    [Fact]
    public async Task a_child_has_the_idle_policy_in_a_group_of_the_lowest_priority_and_gets_its_arguments_unchanged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "priorities as Linux has them");
        var program = new ChildProgram(
            "/bin/sh",
            [
                "-c",
                "cat /proc/$$/stat; cat /proc/$$/autogroup 2>/dev/null || echo none; echo \"$1|$2\"",
                "sh",
                "two words",
                "$HOME \"quoted\"",
            ],
            1 << 30
        );

        using var child = Process.Start(program.ToStartInfo())!;
        child.StandardInput.Close();
        var said = (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal(Idle, said[0].Split(' ')[PolicyField]);
        Assert.True(said[1] == "none" || said[1].EndsWith(" nice 19", StringComparison.Ordinal), said[1]);
        Assert.Equal("two words|$HOME \"quoted\"", said[2]);
    }
}
