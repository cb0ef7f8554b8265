using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>Assertions that tell every complaint in full: xunit's own cut collections and texts.</summary>
internal static class Complaints
{
    public static void None(IEnumerable<string> complaints)
    {
        var all = string.Join('\n', complaints);
        Assert.True(all.Length == 0, all);
    }
}
