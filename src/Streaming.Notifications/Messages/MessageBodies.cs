using System.Net;
using System.Text;
using System.Text.Json;

namespace Streaming.Notifications.Messages;

/// <summary>A message as each kind of receiver reads it. Pure.</summary>
/// <param name="console">Address of the pages, for links; null where none is set.</param>
public sealed class MessageBodies(Uri? console)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>For programs.</summary>
    public string Webhook(string id, NotificationMessage message) =>
        JsonSerializer.Serialize(
            new
            {
                Type = message.Topic,
                Timestamp = message.At,
                Data = new
                {
                    Id = id,
                    message.Title,
                    message.Lines,
                    Orders = message.Orders.Select(order => new { OrderId = order, Url = LinkOf(order) }),
                },
            },
            Json
        );

    /// <summary>Blocks, with a plain text for notifications.</summary>
    public string Slack(NotificationMessage message)
    {
        var text = new StringBuilder("*").Append(SlackText(message.Title)).Append('*');
        foreach (var line in message.Lines)
            text.Append('\n').Append(SlackText(line));
        foreach (var order in message.Orders)
            text.Append('\n').Append(LinkOf(order) is { } link ? $"<{link}|{SlackText(order)}>" : SlackText(order));
        return JsonSerializer.Serialize(
            new
            {
                Text = SlackText(message.Title),
                Blocks = new[] { new { Type = "section", Text = new { Type = "mrkdwn", Text = Cut(text.ToString(), 3_000) } } },
            },
            Json
        );
    }

    /// <summary>An Adaptive Card 1.4.</summary>
    public string Teams(NotificationMessage message)
    {
        var lines = message.Lines.Select(line =>
            (object)
                new
                {
                    type = "TextBlock",
                    text = TeamsText(line),
                    wrap = true,
                }
        );
        var card = new Dictionary<string, object>
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = (object[])
                [
                    new
                    {
                        type = "TextBlock",
                        text = TeamsText(message.Title),
                        weight = "Bolder",
                        wrap = true,
                    },
                    .. lines,
                ],
            ["actions"] = message
                .Orders.Where(order => LinkOf(order) is not null)
                .Take(5)
                .Select(order => new
                {
                    type = "Action.OpenUrl",
                    title = order,
                    url = LinkOf(order),
                }),
        };
        return JsonSerializer.Serialize(
            new
            {
                type = "message",
                attachments = new[] { new { contentType = "application/vnd.microsoft.card.adaptive", content = card } },
            }
        );
    }

    public string Text(NotificationMessage message) =>
        string.Join(
            '\n',
            [message.Title, "", .. message.Lines, "", .. message.Orders.Select(order => LinkOf(order)?.ToString() ?? $"Order {order}")]
        );

    public string Html(NotificationMessage message)
    {
        var html = new StringBuilder("<html><body><h1 style=\"font-size:18px\">").Append(Encode(message.Title)).Append("</h1>");
        foreach (var line in message.Lines)
            html.Append("<p>").Append(Encode(line)).Append("</p>");
        html.Append("<ul>");
        foreach (var order in message.Orders)
            html.Append("<li>")
                .Append(LinkOf(order) is { } link ? $"<a href=\"{Encode(link.ToString())}\">{Encode(order)}</a>" : Encode(order))
                .Append("</li>");
        return html.Append("</ul></body></html>").ToString();
    }

    private Uri? LinkOf(string order) => console is null ? null : new Uri(console, "/cases/" + Uri.EscapeDataString(order));

    /// <summary>Slack reads these three.</summary>
    private static string SlackText(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Adaptive Cards read a part of Markdown.</summary>
    private static string TeamsText(string text) =>
        string.Concat(text.Select(letter => letter is '[' or ']' or '*' or '_' or '\\' ? "\\" + letter : letter.ToString()));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
