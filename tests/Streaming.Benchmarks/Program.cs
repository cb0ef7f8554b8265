using System.CommandLine;
using Streaming.Benchmarks;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;

var what = new Argument<string>("WHAT") { Description = string.Join(", ", Benchmark.All.Keys) };
what.AcceptOnlyFromAmong([.. Benchmark.All.Keys]);
var orders = new Option<int>("--orders") { Description = "Orders of the generated marketplace", DefaultValueFactory = _ => 200_000 };
var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds, of which medians are taken", DefaultValueFactory = _ => 5 };
var seconds = new Option<int>("--seconds") { Description = "Measured seconds of each leg of latency", DefaultValueFactory = _ => 20 };
var rate = new Option<int>("--rate") { Description = "Orders per second of latency", DefaultValueFactory = _ => 500 };
var keys = new Option<int>("--keys") { Description = "Keys of the restored histories", DefaultValueFactory = _ => 1_000_000 };
var bootstrap = new Option<string?>("--bootstrap")
{
    Description = "A running broker; for the processes that a benchmark starts",
    Hidden = true,
};
var deliveries = new Option<long>("--deliveries") { Description = "That the other process has published", Hidden = true };
var data = new Option<string>("--data")
{
    Description = "Folder that keeps generated data between runs",
    DefaultValueFactory = _ => Path.Combine(RepositoryRoot.Find(), ".data", "bench"),
};
var command = new RootCommand("Measures the scorer on a real Kafka (KAFKA_HOME). Asserts nothing.")
{
    what,
    orders,
    rounds,
    seconds,
    rate,
    keys,
    data,
    bootstrap,
    deliveries,
};
command.SetAction(
    (parsed, stop) =>
        Benchmark.All[parsed.GetRequiredValue(what)](
            new BenchmarkOptions
            {
                Orders = parsed.GetValue(orders),
                Rounds = parsed.GetValue(rounds),
                Seconds = parsed.GetValue(seconds),
                Rate = parsed.GetValue(rate),
                Keys = parsed.GetValue(keys),
                Bootstrap = parsed.GetValue(bootstrap),
                Deliveries = parsed.GetValue(deliveries),
                DataFolder = parsed.GetRequiredValue(data),
                Output = parsed.InvocationConfiguration.Output,
            },
            stop
        )
);
return await command.Parse(args).InvokeAsync();
