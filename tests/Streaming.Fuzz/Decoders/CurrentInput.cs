using System.IO.MemoryMappedFiles;

namespace Streaming.Fuzz.Decoders;

/// <summary>The input under way, in a file that outlives the process: a stack overflow leaves no other trace.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Capacity = 1024 * 1024;
    private const int HeadBytes = 2 * sizeof(int);

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public CurrentInput(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Capacity);
        view = file.CreateViewAccessor();
    }

    public void Set(int target, byte[] input)
    {
        var kept = Math.Min(input.Length, Capacity - HeadBytes);
        view.Write(0, target);
        view.Write(sizeof(int), kept);
        view.WriteArray(HeadBytes, input, 0, kept);
    }

    public (int Target, byte[] Input) Get()
    {
        var input = new byte[Math.Clamp(view.ReadInt32(sizeof(int)), 0, Capacity - HeadBytes)];
        view.ReadArray(HeadBytes, input, 0, input.Length);
        return (view.ReadInt32(0), input);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
