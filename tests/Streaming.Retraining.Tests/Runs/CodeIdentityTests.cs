using Streaming.Retraining.Runs;
using Streaming.Retraining.Stages.Training;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

public sealed class CodeIdentityTests
{
    [Theory]
    [InlineData("Streaming.Trainer")]
    [InlineData("Streaming.Contracts")]
    [InlineData("Streaming.Features")]
    [InlineData("Streaming.Models")]
    [InlineData("Streaming.Marketplace")]
    [InlineData("Microsoft.ML.FastTree")]
    [InlineData("Microsoft.ML.Core")]
    [InlineData("CsvHelper")]
    public void everything_that_computes_a_stage_takes_part(string module) =>
        Assert.Contains(
            CodeIdentity.Modules(typeof(TrainingStage).Assembly),
            one => one.StartsWith(module + " ", StringComparison.Ordinal)
        );

    [Fact]
    public void the_same_build_has_the_same_identity_and_needs_no_version_control()
    {
        var identity = CodeIdentity.Of([typeof(TrainingStage)]);
        Assert.Equal(identity, CodeIdentity.Of([typeof(TrainingStage)]));
        Assert.Equal(identity, CodeIdentity.Of(CodeIdentity.Modules(typeof(TrainingStage).Assembly).Reverse()));
        Assert.Matches("^[0-9a-f]{64}$", identity);
        Assert.DoesNotContain(
            "+",
            typeof(TrainingStage)
                .Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), false)
                .Cast<System.Reflection.AssemblyInformationalVersionAttribute>()
                .Single()
                .InformationalVersion,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void one_module_that_was_built_from_other_code_changes_it()
    {
        string[] modules = [.. CodeIdentity.Modules(typeof(TrainingStage).Assembly)];
        var identity = CodeIdentity.Of(modules);
        for (var i = 0; i < modules.Length; i++)
        {
            var rebuilt = modules.ToArray();
            rebuilt[i] = $"{rebuilt[i].Split(' ')[0]} {Guid.NewGuid():N}";
            Assert.NotEqual(identity, CodeIdentity.Of(rebuilt));
        }
    }

    [Fact]
    public void a_stage_that_begins_in_another_assembly_too_has_another_identity() =>
        Assert.NotEqual(CodeIdentity.Of([typeof(TrainingStage)]), CodeIdentity.Of([typeof(TrainingStage), typeof(CodeIdentityTests)]));
}
