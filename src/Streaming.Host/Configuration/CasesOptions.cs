using Confluent.Kafka;
using Streaming.Cases.Intake;
using Streaming.Cases.Policy;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>The role <c>cases</c>: which alerts become cases, and until when they should be worked.</summary>
public sealed record CasesOptions
{
    /// <summary>Open yellow orders a market day that a team can handle, 0 to 100,000; the highest ranks become cases. Red ones always do,
    /// and do not count. Default 20.</summary>
    [Between(0, 100_000)]
    public int DailyCapacity { get; init; } = 20;

    /// <summary>Whether yellow orders whose customer had answered before delivery become cases too. Default false.</summary>
    public bool AnsweredYellow { get; init; }

    /// <summary>Hours until the customer of a red order should be contacted, 0.1 to 1,000. Default 2.</summary>
    [Between(0.1, 1_000)]
    public double RedDueHours { get; init; } = 2;

    /// <summary>The same of yellow orders, 0.1 to 1,000. Default 24.</summary>
    [Between(0.1, 1_000)]
    public double YellowDueHours { get; init; } = 24;

    /// <summary>The same where the customer has answered already, 0.1 to 1,000. Default 48.</summary>
    [Between(0.1, 1_000)]
    public double AnsweredDueHours { get; init; } = 48;

    /// <summary>Hours after which a case on which its owner did nothing is nobody's again, 0.1 to 1,000. Default 4.</summary>
    [Between(0.1, 1_000)]
    public double ReturnAfterHours { get; init; } = 4;

    /// <summary>Share of the cases of open customers that nobody works on, as a comparison, 0 to 0.5. Default 0.</summary>
    [Between(0, 0.5)]
    public double HoldOutShare { get; init; }

    /// <summary>Another text holds other orders out. Default empty.</summary>
    public string HoldOutSalt { get; init; } = "";

    /// <param name="client">Of the cluster.</param>
    /// <param name="logId">Where the cluster cannot be asked which log it holds.</param>
    public IntakeSettings ToIntakeSettings(ClientConfig client, string? logId) =>
        new()
        {
            Client = client,
            LogId = logId,
            ReturnAfter = TimeSpan.FromHours(ReturnAfterHours),
            Policy = new CasePolicy
            {
                DailyCapacity = DailyCapacity,
                AnsweredYellow = AnsweredYellow,
                RedDueHours = RedDueHours,
                YellowDueHours = YellowDueHours,
                AnsweredDueHours = AnsweredDueHours,
                HoldOutShare = HoldOutShare,
                HoldOutSalt = HoldOutSalt,
            },
        };
}
