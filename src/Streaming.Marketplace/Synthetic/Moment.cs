namespace Streaming.Marketplace.Synthetic;

/// <summary>Local time in whole seconds since 1970-01-01, the resolution of the tables.</summary>
internal static class Moment
{
    public const long Hour = 3_600;
    public const long Day = 24 * Hour;

    public static long Of(int year, int month, int day) =>
        (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    public static long Days(double days) => (long)Math.Round(days * Day);

    public static long Midnight(long moment) => moment - moment % Day;

    /// <summary>Monday 0 to Sunday 6.</summary>
    public static int Weekday(long moment) => (int)((moment / Day + 3) % 7);

    public static DateTime ToDateTime(long moment) => DateTime.UnixEpoch.AddSeconds(moment);
}
