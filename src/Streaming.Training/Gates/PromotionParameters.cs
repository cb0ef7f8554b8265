using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Streaming.Training.Evaluation;

namespace Streaming.Training.Gates;

/// <summary>When a candidate may take the champion's place. A share or probability is between 0 and 1.</summary>
public sealed record PromotionParameters
{
    /// <summary>What candidates are ranked by, out of time before the test slice, so that choosing does not wear the test slice out, and
    /// what the champion is compared on: <c>pr_auc</c> or <c>roc_auc</c>; default pr_auc.</summary>
    [RegularExpression("pr_auc|roc_auc")]
    public string Metric { get; init; } = "pr_auc";

    /// <summary>Whose figure of it: <c>open</c> or <c>all</c>; default open, the customers who can still be helped.</summary>
    [RegularExpression("open|all")]
    public string Population { get; init; } = "open";

    /// <summary>Candidates whose figures differ by no more than this are as good as one another, and the one with the smaller trees is
    /// taken; 0 to 0.1; default 0.002, by which another seed alone moves PR-AUC.</summary>
    [Range(0.0, 0.1)]
    public double Tie { get; init; } = 0.002;

    /// <summary>A candidate that passes every gate is promoted; else it is proposed to a person. Default true.</summary>
    public bool Automatic { get; init; } = true;

    /// <summary>Nobody approves a version that he has proposed, or whose run he has started; what gates and schedules do is no person's.
    /// Default false. Says who decides and not what is good, so that it is no part of a run's settings.</summary>
    [JsonIgnore]
    public bool TwoPersons { get; init; }

    /// <summary>A gain of the metric over the champion above this is held for a person, for a leak looks like that; 0.001 to 1; default
    /// 0.03.</summary>
    [Range(0.001, 1.0)]
    public double TooGood { get; init; } = 0.03;

    /// <summary>Largest expected calibration error on open and on all orders, 0.001 to 1; default 0.04.</summary>
    [Range(0.001, 1.0)]
    public double EceLimit { get; init; } = 0.04;

    /// <summary>Lowest share of unsatisfied customers among the red orders, 0 to 1; default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double RedPrecisionFloor { get; init; } = 0.5;

    /// <summary>Fewest red orders on which that is judged, 0 to 100000; default 30. With fewer the gate waits, and a person
    /// decides.</summary>
    [Range(0, 100_000)]
    public int RedPrecisionFrom { get; init; } = 30;

    /// <summary>Largest change of any tier's share beside the champion's on the same orders, 0 to 1; default 0.1.</summary>
    [Range(0.0, 1.0)]
    public double TierShift { get; init; } = 0.1;

    /// <summary>Lowest ROC-AUC on open orders, 0.5 to 1; default 0.55; the interval must lie above 0.5 as well.</summary>
    [Range(0.5, 1.0)]
    public double RocAucFloor { get; init; } = 0.55;

    /// <summary>What the lower end of the interval of the gain over either baseline must be above, on open and on all orders, -1 to 1;
    /// default 0: better for certain.</summary>
    [Range(-1.0, 1.0)]
    public double BaselineGainFrom { get; init; }

    /// <summary>Lowest share of unsatisfied customers in the test slice, 0 to 1; default 0.02.</summary>
    [Range(0.0, 1.0)]
    public double UnsatisfiedFrom { get; init; } = 0.02;

    /// <summary>Highest such share, 0 to 1; default 0.5: above it the classes have probably been swapped.</summary>
    [Range(0.0, 1.0)]
    public double UnsatisfiedTo { get; init; } = 0.5;

    /// <summary>Smallest share of the champion's fitted orders that the candidate must have been fitted on, 0 to 1; default 0.8: less, and
    /// a table has shrunk.</summary>
    [Range(0.0, 1.0)]
    public double RowsShare { get; init; } = 0.8;

    /// <summary>Fewest open labelled orders in the test slice, 1 to 1000000; default 200.</summary>
    [Range(1, 1_000_000)]
    public int OpenRowsFrom { get; init; } = 200;

    /// <summary>
    /// How much of the metric a candidate may lose against the champion and against the best that ever served: the lower end of the paired
    /// interval must be above minus this, 0 to
    /// 0.5; default 0.01, five times what another seed alone moves and less than what the one feature is worth that tells answered from
    /// open orders (0.016).
    /// </summary>
    [Range(0.0, 0.5)]
    public double WorseBy { get; init; } = 0.01;

    /// <summary>Smallest number of red orders as a share of the champion's on the same orders, 0 to 1; default 0.7.</summary>
    [Range(0.0, 1.0)]
    public double RedCountShare { get; init; } = 0.7;

    /// <summary>Smallest number of unhappy customers among the red as a share of the champion's, 0 to 1; default 0.7.</summary>
    [Range(0.0, 1.0)]
    public double RedFoundShare { get; init; } = 0.7;

    /// <summary>Smallest number of alerted orders (red and yellow) as a share of the champion's, 0 to 1; default 0.7.</summary>
    [Range(0.0, 1.0)]
    public double AlertedCountShare { get; init; } = 0.7;

    /// <summary>Smallest number of unhappy customers among the alerted as a share of the champion's, 0 to 1; default 0.8.</summary>
    [Range(0.0, 1.0)]
    public double AlertedFoundShare { get; init; } = 0.8;

    /// <summary>Fewest of the champion's on which these four are judged, 0 to 100000; default 30. With fewer they wait, and a person
    /// decides.</summary>
    [Range(0, 100_000)]
    public int GuardrailFrom { get; init; } = 30;

    /// <summary>From so many labelled orders on, an interval that holds the limit fails its gate; with fewer the gate waits, and a person
    /// decides; 0 to 1000000; default 2000.</summary>
    [Range(0, 1_000_000)]
    public int JudgedFrom { get; init; } = 2000;

    /// <summary>Fewest weeks of deliveries in the test slice, 1 to 100; default 6. From there on intervals resample whole weeks; with
    /// fewer, single orders, and a person decides.</summary>
    [Range(1, 100)]
    public int WeeksFrom { get; init; } = 6;

    /// <summary>Smallest share of the test slice's deliveries that have a label, 0 to 1; default 0.3.</summary>
    [Range(0.0, 1.0)]
    public double LabelCoverageFrom { get; init; } = 0.3;

    /// <summary>Most microseconds for the margin of one order on one thread, 1 to 1000000; default 1000. Measured when a run would promote;
    /// slower, and a person decides.</summary>
    [Range(1.0, 1_000_000.0)]
    public double LatencyLimitMicroseconds { get; init; } = 1000;

    /// <exception cref="TrainingException">A setting is out of range; names it, its value and what is allowed.</exception>
    public void Validate()
    {
        foreach (var property in typeof(PromotionParameters).GetProperties())
        foreach (var rule in property.GetCustomAttributes(typeof(ValidationAttribute), false).OfType<ValidationAttribute>())
            if (property.GetValue(this) is var value && !rule.IsValid(value))
                throw new TrainingException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"promotion parameter {property.Name} is {value}; allowed is {Allowed(rule)}"
                    )
                );
        if (UnsatisfiedFrom >= UnsatisfiedTo)
            throw new TrainingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"promotion parameter {nameof(UnsatisfiedFrom)} is {UnsatisfiedFrom}; "
                        + $"allowed is less than {nameof(UnsatisfiedTo)}, {UnsatisfiedTo}"
                )
            );
    }

    private static string Allowed(ValidationAttribute rule) =>
        rule switch
        {
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
            RegularExpressionAttribute words => words.Pattern.Replace("|", " or ", StringComparison.Ordinal),
            _ => rule.FormatErrorMessage(""),
        };
}
