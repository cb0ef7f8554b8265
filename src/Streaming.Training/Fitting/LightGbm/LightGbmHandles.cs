using Microsoft.Win32.SafeHandles;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>A data set of LightGBM's.</summary>
internal sealed class DatasetHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => LightGbmLibrary.DatasetFree(handle) == 0;
}

/// <summary>A booster of LightGBM's.</summary>
internal sealed class BoosterHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private DatasetHandle? fittedOn;

    /// <summary>Keeps the data set for as long as this lives: the booster reads it and does not own it.</summary>
    public void Keep(DatasetHandle dataset)
    {
        var kept = false;
        dataset.DangerousAddRef(ref kept);
        fittedOn = dataset;
    }

    protected override bool ReleaseHandle()
    {
        var freed = LightGbmLibrary.BoosterFree(handle) == 0;
        fittedOn?.DangerousRelease();
        return freed;
    }
}
