using Streaming.Testing;
using Xunit;

namespace Streaming.Contracts.Tests;

public sealed class OwnerOnlyTests : IDisposable
{
    private readonly TemporaryFolder folder = new("owner-only");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void what_is_made_only_its_owner_may_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        var made = OwnerOnly.Folder(folder.Below("a/b"));
        OwnerOnly.WriteText(Path.Combine(made, "text"), "x");
        OwnerOnly.CreateNew(Path.Combine(made, "new")).Dispose();
        Assert.Equal(OwnerOnly.FolderMode, File.GetUnixFileMode(made));
        foreach (var path in Directory.GetFiles(made))
            Assert.Equal(OwnerOnly.FileMode, File.GetUnixFileMode(path));
    }

    [Fact]
    public void a_file_that_everybody_could_read_is_closed_when_it_is_written_anew()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(folder.Below("open"), "old and longer");
        File.SetUnixFileMode(folder.Below("open"), OwnerOnly.FileMode | UnixFileMode.OtherRead);
        OwnerOnly.WriteText(folder.Below("open"), "new");
        Assert.Equal(("new", OwnerOnly.FileMode), (File.ReadAllText(folder.Below("open")), File.GetUnixFileMode(folder.Below("open"))));
    }
}
