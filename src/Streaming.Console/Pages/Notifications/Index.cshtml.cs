using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;
using Streaming.Web.Access;

namespace Streaming.Console.Pages.Notifications;

/// <summary>Who is told of what, and what became of each message.</summary>
/// <param name="store">Null in a process without notifications.</param>
[Authorize(Permissions.ManageNotifications)]
public sealed class IndexModel(AuditStore audit, TimeProvider clock, NotificationStore? store = null) : PageModel
{
    private const int Shown = 100;

    [BindProperty]
    public RuleForm Rule { get; set; } = new();

    /// <summary>Only messages of this state.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public bool HasStore => store is not null;

    public IReadOnlyList<NotificationRule> Rules { get; private set; } = [];

    public IReadOnlyList<OutboxMessage> Messages { get; private set; } = [];

    public IReadOnlyDictionary<MessageState, long> Counts { get; private set; } = new Dictionary<MessageState, long>();

    /// <summary>Wall time.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (store is null)
            return;
        Rules = await store.RulesAsync(cancellation);
        MessageState? only = Enum.TryParse<MessageState>(State, out var state) && Enum.IsDefined(state) ? state : null;
        Messages = await store.ListAsync(only, Shown, cancellation);
        (Counts, _) = await store.CountAsync(cancellation);
    }

    /// <summary>Adds a rule.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellation) =>
        DoAsync(
            async () =>
            {
                var rule = Rule.ToRule(Guid.NewGuid().ToString("N"));
                RuleCheck.Require(rule);
                await RecordAsync("added", rule, cancellation);
                await store!.SaveAsync(rule, cancellation);
            },
            cancellation
        );

    public Task<IActionResult> OnPostPauseAsync(string? id, CancellationToken cancellation) =>
        WithRuleAsync(
            id,
            async rule =>
            {
                await RecordAsync(rule.IsPaused ? "switched on" : "paused", rule, cancellation);
                await store!.SaveAsync(rule with { IsPaused = !rule.IsPaused }, cancellation);
            },
            cancellation
        );

    public Task<IActionResult> OnPostRemoveAsync(string? id, CancellationToken cancellation) =>
        WithRuleAsync(
            id,
            async rule =>
            {
                await RecordAsync("removed", rule, cancellation);
                await store!.RemoveAsync(rule.Id, cancellation);
            },
            cancellation
        );

    /// <summary>Sends a message through the rule's channels, by the way that all messages go.</summary>
    public Task<IActionResult> OnPostTestAsync(string? id, CancellationToken cancellation) =>
        WithRuleAsync(
            id,
            rule =>
            {
                var message = new NotificationMessage(
                    NotificationTopics.Test,
                    Now,
                    $"This is a test of the rule {rule.Name}",
                    [$"{User.ActingName()} has asked for it. Nothing has to be done."],
                    []
                );
                return store!.AddAsync(
                    [
                        .. rule.Recipients.Select(recipient => new OutboxMessage(
                            Guid.NewGuid().ToString("N"),
                            new MessageRoute(rule.Id, rule.Name, recipient),
                            message,
                            new MessageTimes(Now, Now, null),
                            MessageState.Waiting,
                            0
                        )),
                    ],
                    cancellation
                );
            },
            cancellation
        );

    /// <summary>Sends again what was given up.</summary>
    /// <param name="id">None for all of it.</param>
    public Task<IActionResult> OnPostReplayAsync(string? id, CancellationToken cancellation) =>
        DoAsync(() => store!.ReplayAsync(string.IsNullOrEmpty(id) ? null : id, cancellation), cancellation);

    private Task RecordAsync(string what, NotificationRule rule, CancellationToken cancellation) =>
        audit.Acts.RecordAsync(
            new NotificationRuleChanged(
                rule.Name,
                what,
                string.Join(", ", rule.Topics),
                [.. rule.Recipients.Select(recipient => recipient.ToString())],
                User.ActingName()
            ),
            cancellation
        );

    private Task<IActionResult> WithRuleAsync(string? id, Func<NotificationRule, Task> act, CancellationToken cancellation) =>
        DoAsync(
            async () =>
            {
                var rule = (await store!.RulesAsync(cancellation)).FirstOrDefault(rule => rule.Id == id);
                await act(rule ?? throw new RuleRefusedException("this rule is gone; somebody has removed it"));
            },
            cancellation
        );

    private async Task<IActionResult> DoAsync(Func<Task> act, CancellationToken cancellation)
    {
        if (store is null)
            return NotFound();
        try
        {
            await act();
            return RedirectToPage(new { State });
        }
        catch (RuleRefusedException refused)
        {
            await OnGetAsync(cancellation);
            ModelState.AddModelError("", string.Create(CultureInfo.InvariantCulture, $"Nothing was changed: {refused.Message}."));
            return Page();
        }
    }
}
