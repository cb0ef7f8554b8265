using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;

namespace Streaming.Scorer.Logs;

/// <summary>
/// How long the cluster keeps deliveries and their dead letters. A letter that is gone before its record leaves a position that nobody
/// knows to be refused: a history that is then
/// read from its beginning may count what it never counted before.
/// </summary>
/// <param name="Input">Name of the topic of the deliveries.</param>
/// <param name="InputMilliseconds">Its retention.ms; negative keeps for ever.</param>
/// <param name="Letters">Name of the topic of the dead letters.</param>
/// <param name="LettersMilliseconds">Its retention.ms.</param>
internal sealed record LetterRetention(string Input, long InputMilliseconds, string Letters, long LettersMilliseconds)
{
    private const string Setting = "retention.ms";

    /// <summary>What is wrong and what to do; null when letters live as long as their records.</summary>
    public string? Complaint =>
        LettersMilliseconds < 0 || (InputMilliseconds >= 0 && InputMilliseconds <= LettersMilliseconds)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"topic {Letters} keeps dead letters for {Days(LettersMilliseconds)}, topic {Input} keeps their records "
                    + $"{Days(InputMilliseconds)}: once a letter is gone nobody knows that its position was refused, and histories "
                    + $"read anew may count it. Set {Setting}={InputMilliseconds} on {Letters} (kafka-configs.sh --alter)"
            );

    /// <summary>Asks the cluster; keeps nothing to complain of where it does not say.</summary>
    /// <exception cref="KafkaException">The broker does not answer, or this user may not ask.</exception>
    public static LetterRetention Read(IAdminClient admin, ScorerSettings settings)
    {
        string[] names = [settings.NameOf(Topics.OrderDelivered), settings.NameOf(Topics.OrderDeliveredDeadLetters)];
        var asked = names.Select(name => new ConfigResource { Type = ResourceType.Topic, Name = name });
        var found = admin
            .DescribeConfigsAsync(asked, new DescribeConfigsOptions { RequestTimeout = settings.Clients.BrokerWait })
            .GetAwaiter()
            .GetResult()
            .ToDictionary(
                topic => topic.ConfigResource.Name,
                topic => topic.Entries.TryGetValue(Setting, out var kept) ? long.Parse(kept.Value, CultureInfo.InvariantCulture) : -1
            );
        return new LetterRetention(names[0], found[names[0]], names[1], found[names[1]]);
    }

    private static string Days(long milliseconds) =>
        milliseconds < 0
            ? "for ever"
            : TimeSpan.FromMilliseconds(milliseconds).TotalDays.ToString("0.##", CultureInfo.InvariantCulture) + " days";
}
