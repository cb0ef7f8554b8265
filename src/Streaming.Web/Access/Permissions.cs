namespace Streaming.Web.Access;

/// <summary>Everything that somebody may be allowed to do. Each is the name of an authorization policy, and of a key's scope.</summary>
public static class Permissions
{
    /// <summary>See the pages: overview, models, runs, alerts and cases with persons masked, what it was worth.</summary>
    public const string ViewConsole = "console.view";

    /// <summary>See who a customer is: ids, and what people have noted.</summary>
    public const string SeePersons = "persons.see";

    /// <summary>Take, note, snooze and close cases.</summary>
    public const string WorkCases = "cases.work";

    /// <summary>Start and cancel training runs.</summary>
    public const string RunTraining = "runs.start";

    /// <summary>Propose a version.</summary>
    public const string ProposeModels = "models.propose";

    /// <summary>Promote, roll back and reject versions.</summary>
    public const string DecideModels = "models.decide";

    /// <summary>Read the audit trail and check its chain.</summary>
    public const string ReadTrail = "audit.read";

    /// <summary>Look at jobs, release and discard dead letters.</summary>
    public const string OperateStream = "stream.operate";

    /// <summary>Say who is notified of what.</summary>
    public const string ManageNotifications = "notifications.manage";

    /// <summary>Make and disable accounts, and give them roles.</summary>
    public const string ManageAccounts = "accounts.manage";

    /// <summary>Make and revoke keys of programs.</summary>
    public const string ManageKeys = "keys.manage";

    /// <summary>Have orders scored over HTTP.</summary>
    public const string ScoreOrders = "orders.score";

    /// <summary>Read <c>/metrics</c>.</summary>
    public const string ReadMetrics = "metrics.read";

    /// <summary>Nobody has it: what names no permission asks for this one.</summary>
    internal const string Nobody = "nobody";

    /// <summary>What each permission lets somebody do, for people.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [ViewConsole] = "see the pages, with persons masked",
        [SeePersons] = "see who a customer is",
        [WorkCases] = "work on cases",
        [RunTraining] = "start and cancel training runs",
        [ProposeModels] = "propose a version of a model",
        [DecideModels] = "promote, roll back and reject versions",
        [ReadTrail] = "read the audit trail and check it",
        [OperateStream] = "look at jobs and dead letters, release and discard them",
        [ManageNotifications] = "say who is notified of what",
        [ManageAccounts] = "make and disable accounts, and give them roles",
        [ManageKeys] = "make and revoke keys of programs",
        [ScoreOrders] = "have orders scored over HTTP",
        [ReadMetrics] = "read the metrics",
    };
}
