using System.Net.Sockets;

namespace Streaming.Contracts;

/// <summary>What an exception says, with what it hides in those inside it.</summary>
public static class Reasons
{
    private const string SeeInner = ", see inner exception";

    /// <summary>The messages from outside to inside, each once, without those that only say that there is another.</summary>
    public static string Of(Exception trouble)
    {
        var said = new List<string>();
        for (var one = trouble; one is not null && said.Count < 6; one = one.InnerException)
        {
            var message = one.Message.Replace(SeeInner, "", StringComparison.Ordinal).TrimEnd('.', ' ');
            if (one is SocketException && said.Count > 0 && said[^1].Contains(message, StringComparison.Ordinal))
                continue;
            if (message.Length > 0 && !said.Any(before => before.Contains(message, StringComparison.Ordinal)))
                said.Add(message);
        }

        return string.Join(": ", said);
    }
}
