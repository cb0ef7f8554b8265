using System.Globalization;
using Streaming.Retraining.OneOff;

namespace Streaming.Host.Commands;

/// <summary>The progress of a training: a line that stays for each step, and one for what the step does at the moment.</summary>
/// <param name="line">Shows them.</param>
/// <param name="steps">How many steps the training has.</param>
internal sealed class TrainingLine(ProgressLine line, int steps) : IProgress<TrainingProgress>
{
    private readonly Lock gate = new();
    private string step = "";
    private int number;

    /// <summary>Safe to use from any thread.</summary>
    public void Report(TrainingProgress value)
    {
        lock (gate)
        {
            if (value.Done >= 1)
                return;
            if (value.Step != step)
            {
                (step, number) = (value.Step, number + 1);
                line.Keep(Text(value, ""));
            }

            line.Show(value.Done, Text(value, $": {value.Detail}"));
        }
    }

    private string Text(TrainingProgress value, string detail) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Done, 4:0%}  step {number} of {steps}, {step}{detail}");
}
