using System.Text;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>Trees as LightGBM holds them. For one thread at a time.</summary>
internal sealed class Booster : IDisposable
{
    private const int TextGuess = 1 << 20;
    private readonly BoosterHandle handle;

    private Booster(BoosterHandle handle) => this.handle = handle;

    /// <summary>Without a tree yet.</summary>
    /// <param name="dataset">Only read.</param>
    /// <param name="settings">Name=value, separated by blanks.</param>
    public static Booster On(DatasetHandle dataset, string settings)
    {
        LightGbmLibrary.Check(LightGbmLibrary.BoosterCreate(dataset, settings, out var handle), "to begin a fit");
        handle.Keep(dataset);
        return new Booster(handle);
    }

    /// <summary>With the trees of a text that a booster gave.</summary>
    public static Booster Load(string text)
    {
        LightGbmLibrary.Check(LightGbmLibrary.BoosterLoad(text, out _, out var handle), "a model's text");
        return new Booster(handle);
    }

    /// <summary>Fits one tree more.</summary>
    /// <returns>Whether it could; a tree without a branch ends the fit.</returns>
    public bool Grow()
    {
        LightGbmLibrary.Check(LightGbmLibrary.BoosterUpdate(handle, out var isFinished), "a round");
        return isFinished == 0;
    }

    /// <summary>All trees, numbers in digits enough to read the same bits again.</summary>
    public string ToText()
    {
        var bytes = new byte[TextGuess];
        var length = Save(bytes);
        if (length > bytes.Length)
            length = Save(bytes = new byte[length]);
        return Encoding.UTF8.GetString(bytes, 0, (int)length - 1); // without the final zero
    }

    private long Save(byte[] bytes)
    {
        LightGbmLibrary.Check(
            LightGbmLibrary.BoosterSave(handle, fromRound: 0, rounds: -1, importance: 0, bytes.Length, out var length, bytes),
            "to write a model"
        );
        return length;
    }

    /// <summary>The sum of its leaves for every row, in 64-bit floats.</summary>
    public double[] RawScores(ReadOnlySpan<float> matrix, int columns)
    {
        var scores = new double[matrix.Length / columns];
        var result = LightGbmLibrary.BoosterPredict(
            handle,
            matrix,
            LightGbmLibrary.Float32,
            scores.Length,
            columns,
            isRowMajor: 1,
            LightGbmLibrary.RawScore,
            fromRound: 0,
            rounds: -1,
            "num_threads=1 verbosity=-1",
            out _,
            scores
        );
        LightGbmLibrary.Check(result, "to predict");
        return scores;
    }

    public void Dispose() => handle.Dispose();
}
