using System.Text;

namespace Streaming.Audit.ReadModels;

internal static class JsonText
{
    public static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json), writable: false);
}
