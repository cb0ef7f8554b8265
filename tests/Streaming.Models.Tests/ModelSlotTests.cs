using Streaming.Models.Artifacts;
using Streaming.Models.Tests.Artifacts;
using Xunit;

namespace Streaming.Models.Tests;

public sealed class ModelSlotTests
{
    [Fact]
    public void a_newer_decision_is_served_and_an_older_or_equal_one_ignored()
    {
        var model = ServingModel.Load(ArtifactWriter.Write(SmallArtifact.Content()));
        var slot = new ModelSlot();
        Assert.Null(slot.Current);
        Assert.True(slot.TrySwap(new ServedModel(model, 2)));
        Assert.False(slot.TrySwap(new ServedModel(model, 2)));
        Assert.False(slot.TrySwap(new ServedModel(model, 1)));
        Assert.True(slot.TrySwap(new ServedModel(model, 3)));
        Assert.Equal(3, slot.Current!.DecisionNumber);
    }
}
