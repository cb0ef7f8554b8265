using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Streaming.Contracts.Rules;

namespace Streaming.Embedded.Kafka;

/// <summary>
/// The test interface of librdkafka (rdkafka_mock.h), called in the very library that Confluent.Kafka has loaded: it ships several builds
/// for Linux and picks one by trying, so the name is read from the process's own memory map.
/// </summary>
internal static partial class MockLibrary
{
    public const int ProducerType = 0;
    public const int TopicAlreadyExists = 36;
    private const string Name = "librdkafka-as-loaded";

    static MockLibrary() => NativeLibrary.SetDllImportResolver(typeof(MockLibrary).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name)
            return IntPtr.Zero;
        if (!Library.IsLoaded)
            Library.Load();
        return OperatingSystem.IsLinux()
            ? NativeLibrary.Load(LoadedPath())
            : NativeLibrary.Load("librdkafka", typeof(Library).Assembly, null);
    }

    private static string LoadedPath() =>
        File.ReadLines("/proc/self/maps")
            .Select(line => line[Math.Max(line.IndexOf('/', StringComparison.Ordinal), 0)..])
            .FirstOrDefault(path => Path.GetFileName(path).Contains("librdkafka", StringComparison.Ordinal))
        ?? throw new EmbeddedPartException("The Kafka client's native library is not loaded: /proc/self/maps names no librdkafka.");

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial IntPtr ConfNew();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(IntPtr conf, string name, string value, [Out] byte[] error, UIntPtr errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    public static partial IntPtr New(int type, IntPtr conf, [Out] byte[] error, UIntPtr errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(IntPtr client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static partial IntPtr ClusterNew(IntPtr client, int brokers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static partial void ClusterDestroy(IntPtr cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static partial IntPtr ClusterBootstraps(IntPtr cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TopicCreate(IntPtr cluster, string topic, int partitions, int replicas);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static partial void GroupInitialRebalanceDelay(IntPtr cluster, int milliseconds);
}
