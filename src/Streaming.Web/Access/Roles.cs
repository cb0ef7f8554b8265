namespace Streaming.Web.Access;

/// <summary>What people are, and what each may do. An account may have several roles.</summary>
public static class Roles
{
    public const string Viewer = "viewer";
    public const string Support = "support";
    public const string Scientist = "scientist";
    public const string Approver = "approver";
    public const string Operator = "operator";
    public const string Admin = "admin";

    private static readonly string[] Everybody = [Permissions.ViewConsole, Permissions.ReadTrail];

    /// <summary>The permissions of each role.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> Matrix = new Dictionary<string, IReadOnlySet<string>>
    {
        [Viewer] = Set(),
        [Support] = Set(Permissions.SeePersons, Permissions.WorkCases),
        [Scientist] = Set(Permissions.RunTraining, Permissions.ProposeModels),
        [Approver] = Set(Permissions.DecideModels),
        [Operator] = Set(Permissions.OperateStream, Permissions.ManageNotifications, Permissions.ReadMetrics),
        [Admin] = Permissions.All.Keys.ToHashSet(),
    };

    /// <summary>Every role, from the least to the most.</summary>
    public static IReadOnlyCollection<string> All => [.. Matrix.Keys];

    /// <summary>Roles that have the permission.</summary>
    public static IEnumerable<string> With(string permission) =>
        Matrix.Where(role => role.Value.Contains(permission)).Select(role => role.Key);

    private static HashSet<string> Set(params string[] more) => [.. Everybody, .. more];
}
