using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Cases.Policy;

/// <summary>Which alerts become cases, in which order they are worked, until when, and which are kept aside. Pure; data of the
/// settings.</summary>
public sealed record CasePolicy
{
    /// <summary>Open yellow orders that a team can handle a day, 0 or more. Default 20. Red ones do not count against it.</summary>
    public int DailyCapacity { get; init; } = 20;

    /// <summary>Whether yellow orders whose customer had answered before delivery become cases too. Default false.</summary>
    public bool AnsweredYellow { get; init; }

    /// <summary>Hours until a customer of a red order should be contacted, above 0. Default 2.</summary>
    public double RedDueHours { get; init; } = 2;

    /// <summary>The same of yellow orders. Default 24.</summary>
    public double YellowDueHours { get; init; } = 24;

    /// <summary>The same where the customer has answered already. Default 48.</summary>
    public double AnsweredDueHours { get; init; } = 48;

    /// <summary>Share of the cases of customers who have not answered that nobody works on, 0 to 0.5. Default 0.</summary>
    public double HoldOutShare { get; init; }

    /// <summary>Another text holds other orders out. Default empty.</summary>
    public string HoldOutSalt { get; init; } = "";

    /// <summary>Smallest value of an order in a rank, in BRL. Default 20.</summary>
    public double LeastValue { get; init; } = 20;

    /// <summary>Largest value of an order in a rank, in BRL. Default 1,000.</summary>
    public double MostValue { get; init; } = 1_000;

    /// <summary>How much of the lift over the plain rule counts, 0 or more. Default 0.5.</summary>
    public double LiftWeight { get; init; } = 0.5;

    /// <summary>What the plain rule knows.</summary>
    public PlainShares Shares { get; init; } = new();

    /// <summary>Names the rules: the same text for the same values.</summary>
    public string Version => "cases-1/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Written())))[..12];

    /// <summary>Where a case of this alert stands among the others.</summary>
    public CaseRank Rank(CaseAlert alert)
    {
        var unhappy = 1 - alert.Probability;
        var value = Math.Clamp(alert.Basket.Price, LeastValue, MostValue);
        var lift = (unhappy / Shares.Of(alert.IsLate, alert.AnsweredBeforeDelivery)) - 1;
        return new CaseRank(Math.Max(0, unhappy * value * (1 + (LiftWeight * lift))), unhappy, value, lift);
    }

    /// <summary>When somebody should have contacted the customer.</summary>
    /// <param name="hasAnswered">Before delivery or since.</param>
    public DateTimeOffset DueAt(Tier tier, bool hasAnswered, DateTimeOffset now)
    {
        var hours = (hasAnswered, tier) switch
        {
            (true, _) => AnsweredDueHours,
            (_, Tier.Red) => RedDueHours,
            _ => YellowDueHours,
        };
        return now.AddHours(hours);
    }

    /// <summary>Whether the order is kept aside as a comparison: its id alone decides.</summary>
    public bool IsHeldOut(string orderId)
    {
        if (HoldOutShare <= 0)
            return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{HoldOutSalt}\n{orderId}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) / 18446744073709551616.0 < HoldOutShare;
    }

    private string Written() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{DailyCapacity} {AnsweredYellow} {RedDueHours:R} {YellowDueHours:R} {AnsweredDueHours:R} {HoldOutShare:R} {HoldOutSalt} "
                + $"{LeastValue:R} {MostValue:R} {LiftWeight:R} {Shares.OnTime:R} {Shares.Late:R} {Shares.AnsweredOnTime:R} "
                + $"{Shares.AnsweredLate:R}"
        );
}

/// <summary>
/// Shares of unsatisfied customers by the plain rule, "late by more than 0 days". Defaults: all 74,843 delivered Olist orders with a
/// review that has a time, under 4 stars counting as unsatisfied.
/// </summary>
/// <remarks>Not measured from the reviews of alerted orders: the model has chosen those, so that their share already holds what the model
/// knows, and every lift would come out as none.</remarks>
public sealed record PlainShares
{
    /// <summary>Not late, not answered before delivery: 12,107 of 68,512.</summary>
    public double OnTime { get; init; } = 0.177;

    /// <summary>Late, not answered before delivery: 798 of 2,266.</summary>
    public double Late { get; init; } = 0.352;

    /// <summary>Not late, answered before delivery: 67 of 258.</summary>
    public double AnsweredOnTime { get; init; } = 0.260;

    /// <summary>Late, answered before delivery: 3,432 of 3,807.</summary>
    public double AnsweredLate { get; init; } = 0.902;

    public double Of(bool isLate, bool isAnswered) =>
        (isAnswered, isLate) switch
        {
            (false, false) => OnTime,
            (false, true) => Late,
            (true, false) => AnsweredOnTime,
            _ => AnsweredLate,
        };
}
