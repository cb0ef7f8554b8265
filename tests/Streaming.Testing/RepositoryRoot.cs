namespace Streaming.Testing;

/// <summary>The checked-out project that this test was built from.</summary>
public static class RepositoryRoot
{
    private const string Landmark = "Streaming.sln";

    /// <summary>The nearest folder above the test's binary that holds the solution.</summary>
    /// <exception cref="InvalidOperationException">The test runs outside a checkout.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Landmark)))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds {Landmark}.");
    }
}
