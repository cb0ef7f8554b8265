using Streaming.Embedded.Postgres;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Postgres;

public sealed class PostgresBinariesTests : IDisposable
{
    private readonly TemporaryFolder root = new("binaries");

    public PostgresBinariesTests() =>
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable(PostgresBinaries.Override) is { Length: > 0 },
            $"{PostgresBinaries.Override} is set and wins over what is looked for"
        );

    public void Dispose() => root.Dispose();

    [Fact]
    public void the_highest_version_is_taken_by_number_not_by_letters()
    {
        Install("9");
        var newest = Install("17");
        Install("15");
        Assert.Equal(newest, PostgresBinaries.Find(null, null, root.Path).Folder);
    }

    [Fact]
    public void existing_data_get_the_version_that_made_them()
    {
        var older = Install("15");
        Install("17");
        Assert.Equal(older, PostgresBinaries.Find(null, 15, root.Path).Folder);
    }

    [Fact]
    public void data_of_a_version_that_is_not_installed_are_refused_with_both_versions()
    {
        Install("17");
        var refusal = Assert.Throws<EmbeddedPartException>(() => PostgresBinaries.Find(null, 15, root.Path));
        Assert.Contains("PostgreSQL 15, installed is 17", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void an_incomplete_installation_is_passed_over()
    {
        var complete = Install("15");
        File.Delete(Path.Combine(Install("17"), "initdb"));
        Assert.Equal(complete, PostgresBinaries.Find(null, null, root.Path).Folder);
    }

    [Fact]
    public void a_folder_given_by_hand_that_holds_no_server_is_refused_by_name()
    {
        var refusal = Assert.Throws<EmbeddedPartException>(() => PostgresBinaries.Find(root.Path, null));
        Assert.Contains(root.Path, refusal.Message, StringComparison.Ordinal);
    }

    private string Install(string version)
    {
        var bin = root.Below(version, "bin");
        Directory.CreateDirectory(bin);
        foreach (var program in (string[])["postgres", "initdb", "pg_ctl"])
            File.WriteAllText(Path.Combine(bin, program), "");
        return bin;
    }
}
