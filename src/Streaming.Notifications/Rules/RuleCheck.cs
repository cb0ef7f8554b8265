using MimeKit;
using StandardWebhooks;
using Streaming.Contracts.Rules;

namespace Streaming.Notifications.Rules;

/// <summary>Whether a rule can be kept.</summary>
public static class RuleCheck
{
    private const int LongestName = 80;
    private const int LongestAddress = 500;
    private const int MostRecipients = 20;

    /// <exception cref="RuleRefusedException">Something cannot be used.</exception>
    public static void Require(NotificationRule rule)
    {
        if (rule.Name.Trim().Length is 0 or > LongestName || PlainText.HasControl(rule.Name) || PlainText.HasDirectionMark(rule.Name))
            throw Refused("name", rule.Name, $"1 to {LongestName} plain characters");
        if (rule.Topics.Count == 0 || rule.Topics.FirstOrDefault(topic => !NotificationTopics.All.ContainsKey(topic)) is { } unknown)
            throw Refused("topics", string.Join(", ", rule.Topics), string.Join(", ", NotificationTopics.All.Keys));
        if (rule.Tier is not (null or "RED" or "YELLOW"))
            throw Refused("tier", rule.Tier, "RED, YELLOW or none");
        if (rule.UnassignedMinutes is < 1 or > 10_080)
            throw Refused("minutes", $"{rule.UnassignedMinutes}", "1 to 10,080");
        if (rule.MostPerHour is < 1 or > 1_000)
            throw Refused("messages an hour", $"{rule.MostPerHour}", "1 to 1,000");
        if (rule.QueueLength is < 1 or > 1_000_000)
            throw Refused("length of the queue", $"{rule.QueueLength}", "1 to 1,000,000");
        if (rule.Quiet is { } quiet && !TimeZoneInfo.TryFindSystemTimeZoneById(quiet.Zone, out _))
            throw Refused("time zone", quiet.Zone, "a name such as America/Sao_Paulo");
        if (rule.Recipients.Count is 0 or > MostRecipients)
            throw Refused("recipients", $"{rule.Recipients.Count} of them", $"1 to {MostRecipients}");
        foreach (var recipient in rule.Recipients)
            Require(recipient);
    }

    private static void Require(Recipient recipient)
    {
        var address = recipient.Address;
        if (address.Length > LongestAddress || PlainText.HasControl(address))
            throw Refused("address", address, $"at most {LongestAddress} plain characters");
        if (recipient.Kind == ChannelKind.Email)
        {
            if (!MailboxAddress.TryParse(address, out _))
                throw Refused("address", address, "a mailbox such as support@shop.example");
            return;
        }

        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var target)
            || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
            || target.UserInfo.Length > 0
        )
            throw Refused("address", address, "https://… without a user");
        if (recipient.Secret is not { } secret)
            return;
        try
        {
            _ = new StandardWebhook(secret);
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException)
        {
            throw Refused("secret", "(not shown)", "whsec_ and 24 to 64 bytes in base64");
        }
    }

    private static RuleRefusedException Refused(string field, string value, string allowed) =>
        new($"{field} is '{PlainText.Visible(value)}'; allowed: {allowed}");
}
