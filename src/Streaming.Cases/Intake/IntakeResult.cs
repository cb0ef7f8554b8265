namespace Streaming.Cases.Intake;

/// <summary>What a batch came to.</summary>
/// <param name="Records">That were new.</param>
/// <param name="Skipped">Of them, not understood.</param>
internal readonly record struct IntakeResult(int Records, int Opened, int HeldOut, int Worsened, int Reviewed, int Skipped)
{
    public static readonly IntakeResult None;

    public static IntakeResult operator +(IntakeResult a, IntakeResult b) =>
        new(
            a.Records + b.Records,
            a.Opened + b.Opened,
            a.HeldOut + b.HeldOut,
            a.Worsened + b.Worsened,
            a.Reviewed + b.Reviewed,
            a.Skipped + b.Skipped
        );
}
