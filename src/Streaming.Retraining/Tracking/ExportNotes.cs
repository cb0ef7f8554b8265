namespace Streaming.Retraining.Tracking;

/// <summary>Counts what an export did not write as it is, and says it in one line each.</summary>
internal sealed class ExportNotes
{
    private const int Named = 3;

    private readonly List<string> undefined = [];
    private readonly List<string> cut = [];
    private readonly List<string> changed = [];
    private readonly List<string> keptBack = [];
    private readonly List<string> tooLarge = [];
    private readonly List<string> gone = [];
    private readonly List<string> unreadable = [];
    private string? notServed;

    public void Undefined(string metric) => undefined.Add(metric);

    public void Cut(string parameter) => cut.Add(parameter);

    public void Changed(string parameter) => changed.Add(parameter);

    public void KeptBack(string artifact) => keptBack.Add(artifact);

    public void TooLarge(string artifact) => tooLarge.Add(artifact);

    public void Gone(string artifact) => gone.Add(artifact);

    public void Unreadable(string artifact) => unreadable.Add(artifact);

    /// <param name="why">Why the server takes no artifacts; said once.</param>
    public void NotServed(string why) => notServed ??= why;

    public bool ServerTakesNoArtifacts => notServed is not null;

    public IReadOnlyList<string> Lines()
    {
        List<string> lines = [];
        if (notServed is not null)
            lines.Add($"artifacts stay in our own store: {notServed}");
        Note(undefined, "undefined figures left out");
        Note(cut, "parameters cut; whole in tracking/parameters.json");
        Note(changed, "parameters keep another value that the server had already");
        Note(keptBack, "artifacts kept back by Tracking:KeptBack");
        Note(tooLarge, "artifacts above Tracking:LargestArtifactMiB");
        Note(gone, "artifacts that our store has no longer");
        Note(unreadable, "lists of search trials that cannot be read");
        return lines;

        void Note(List<string> names, string what)
        {
            if (names.Count > 0)
                lines.Add($"{names.Count} {what}: {string.Join(", ", names.Take(Named))}{(names.Count > Named ? ", …" : "")}");
        }
    }
}
