using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Fuzz.Mutation;
using Streaming.Fuzz.Service;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Fuzz.Registry;

/// <summary>
/// A registry that answers anything: other statuses, damaged schemas, pages, nothing. A record is decoded, refused, or left for later; and
/// as soon as the registry is right
/// again, the next client decodes it.
/// </summary>
internal static class RegistryEntrance
{
    /// <summary>Larger than any schema by far.</summary>
    private const long BytesAllowed = 64L * 1024 * 1024;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);

    private static readonly int[] Statuses =
    [
        200,
        200,
        200,
        200,
        200,
        201,
        204,
        206,
        301,
        302,
        400,
        401,
        403,
        404,
        404,
        409,
        422,
        429,
        500,
        503,
    ];

    public static async Task<EntranceReport> RunAsync(FuzzOptions options, TimeSpan time, CancellationToken stop)
    {
        var report = new EntranceReport("registry", options.Findings);
        var random = new Random(options.Seed);
        var mutator = new TextMutator(random);
        var good = JsonSerializer.Serialize(new { schema = Schemas.Get(Topics.OrderDelivered.Schema!) });
        var (status, body) = (StatusCodes.Status200OK, Encoding.UTF8.GetBytes(good));
        await using var server = await ListenAsync(
            async context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
                if (status is >= 300 and < 400)
                    context.Response.Headers.Location = context.Request.Path.Value;
                if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
                    await context.Response.Body.WriteAsync(body, stop);
            },
            stop
        );
        var record = GoldenRecords.Framed(1, GoldenRecords.Payload(Topics.OrderDelivered.Schema!));
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && !report.IsFull)
        {
            (status, body) = (Statuses[random.Next(Statuses.Length)], random.Next(10) == 0 ? Error(random, mutator) : mutator.Mutate(good));
            Feed(report, server.Urls.Single(), record, body, mustDecode: false);
            if (random.Next(50) > 0)
                continue;
            (status, body) = (StatusCodes.Status200OK, Encoding.UTF8.GetBytes(good));
            Feed(report, server.Urls.Single(), record, body, mustDecode: true);
        }

        await server.StopAsync(CancellationToken.None);
        return report;
    }

    private static byte[] Error(Random random, TextMutator mutator) =>
        mutator.Mutate(string.Create(CultureInfo.InvariantCulture, $"{{\"error_code\":{random.Next(40_000, 51_000)},\"message\":\"no\"}}"));

    private static void Feed(EntranceReport report, string url, byte[] record, byte[] answer, bool mustDecode)
    {
        using var client = new ConfluentRegistry(new SchemaRegistryConfig { Url = url, MaxRetries = 0 });
        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        var isDecoded = false;
        try
        {
            new AvroDeserializer<OrderDelivered>(client, new AvroDeserializerConfig { UnknownSchemaIdWaitMs = 0 }).Deserialize(
                record,
                false,
                new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name)
            );
            isDecoded = true;
        }
        catch (Exception refused) when (refused is ContractException or RegistryUnavailableException)
        {
            if (mustDecode)
                report.Find($"the registry is right, and a good record is refused: {refused.Message}", answer);
        }
        catch (Exception unexpected)
        {
            report.Find(unexpected.ToString(), answer);
        }

        report.Add(1, isDecoded ? 1 : 0);
        if (Stopwatch.GetElapsedTime(began) > LongestTurn)
            report.Find(
                $"an answer of {answer.Length} bytes held a record up for {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s",
                answer
            );
        if (GC.GetTotalAllocatedBytes() - allocated > BytesAllowed)
            report.Find($"an answer of {answer.Length} bytes took {GC.GetTotalAllocatedBytes() - allocated:N0} bytes of memory", answer);
    }

    private static async Task<WebApplication> ListenAsync(RequestDelegate answer, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(stop);
        return server;
    }
}
