using Streaming.Console.Queries.Overview;

namespace Streaming.Console.Charts;

/// <summary>The share of red orders now on the band of ordinary weeks.</summary>
/// <param name="Band">A tenth of the weeks lie below, a tenth above.</param>
/// <param name="MiddleX">Of half the weeks.</param>
/// <param name="NowX">Of the last seven days.</param>
/// <param name="Top">The share at the right edge.</param>
public sealed record BandChart(Bar Band, double MiddleX, double NowX, double Top)
{
    public const double Width = 1000;
    public const double Height = 24;
    private const double Room = 1.25;

    public static BandChart Of(RedBand band)
    {
        var top = Math.Max(Math.Max(band.High, band.Now.Share) * Room, 0.01);
        double At(double share) => share / top * Width;
        return new BandChart(new Bar(At(band.Low), 4, At(band.High) - At(band.Low), Height - 8), At(band.Middle), At(band.Now.Share), top);
    }
}
