namespace Streaming.Kafka.Codecs;

/// <summary>Runs every task at once, on the thread that queues it.</summary>
internal sealed class InlineScheduler : TaskScheduler
{
    public static readonly InlineScheduler Instance = new();

    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    /// <summary>None waits, ever.</summary>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
