using Hangfire;

namespace Streaming.Retraining.Schedule;

/// <summary>How the jobs are shown to people: to look at, not to touch, and without where the database is.</summary>
public static class JobDashboard
{
    public static DashboardOptions ReadOnly() =>
        new()
        {
            DisplayStorageConnectionString = false,
            IsReadOnlyFunc = _ => true,
            DashboardTitle = "Training jobs",
        };
}
