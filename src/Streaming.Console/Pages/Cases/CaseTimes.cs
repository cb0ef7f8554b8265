namespace Streaming.Console.Pages.Cases;

/// <summary>The times to which a case is put off.</summary>
internal static class CaseTimes
{
    private const int MorningHour = 9;

    /// <summary>Nine o'clock of the next day, UTC.</summary>
    public static DateTimeOffset Tomorrow(DateTimeOffset now) => Morning(now, 1);

    /// <summary>Nine o'clock of a later day, UTC.</summary>
    public static DateTimeOffset Morning(DateTimeOffset now, int days) =>
        new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(days).AddHours(MorningHour);
}
