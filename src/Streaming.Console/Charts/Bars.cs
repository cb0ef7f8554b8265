namespace Streaming.Console.Charts;

/// <summary>A rectangle of a chart, in units of its drawing.</summary>
public readonly record struct Bar(double X, double Y, double Width, double Height)
{
    public string Xs => Scale.Text(X);

    public string Ys => Scale.Text(Y);

    public string Widths => Scale.Text(Width);

    public string Heights => Scale.Text(Height);
}
