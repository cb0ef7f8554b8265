using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Fuzz.Mutation;

namespace Streaming.Fuzz.Service;

/// <summary>Changed questions to the API, odd addresses and forms to the pages, and requests that are no HTTP. No answer may be a server
/// error, and none may stay away.</summary>
internal sealed class HttpFuzzer : IDisposable
{
    private const string ReadyAddress = "/health/ready";
    private const int VersionNotSupported = 505;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRawAnswer = TimeSpan.FromMilliseconds(500);

    private const string Question = """
        {"order_id":"q1","delivered_at":"2018-05-31 14:00:00","purchased_at":"2018-05-20 09:30:00",
         "estimated_delivery_at":"2018-05-28 00:00:00",
         "customer_state":"SP","customer_zip_code_prefix":"01037",
         "items":[{"product_id":"p1","seller_id":"s1","seller_state":"SP","product_category_name":"esporte_lazer",
         "price":59.9,"freight_value":12.5,"product_photos_qty":3}],
         "payments":[{"payment_type":"credit_card","payment_installments":2,"payment_value":72.4}]}
        """;

    private const string Predecessor =
        """{"delivery_days":10,"estimated_days":20,"is_late_delivery":0,"order_month":5"""
        + ""","total_price":50.0,"total_freight":10.0,"item_count":1,"payment_installments":1}""";

    private static readonly string[] Addresses =
    [
        "/",
        "/alerts",
        "/runs",
        "/models",
        "/audit",
        "/metrics",
        "/health/live",
        ReadyAddress,
        "/openapi/v1.json",
        "/runs/findings",
        "/models/compare",
        "/nope",
        "/api/score",
        "/predict",
    ];

    private static readonly string[] OddTypes =
    [
        "",
        "json",
        "text/html",
        "application/json; charset=\"utf-8\"",
        "application/json; charset=utf8",
        "application/json; charset=utf-16",
        "application/json;;",
        "*/*",
        "a/b/c",
        "multipart/form-data",
    ];

    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "PATCH",
        "CONNECT",
        "get",
        "BREW",
        "",
    ];

    private readonly Random random;
    private readonly TextMutator text;
    private readonly Uri address;
    private readonly EntranceReport report;
    private readonly HttpClient client;
    private readonly Dictionary<int, long> answers = [];

    public HttpFuzzer(Uri address, EntranceReport report, int seed)
    {
        (this.address, this.report, random) = (address, report, new Random(seed));
        text = new TextMutator(random);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = address,
            Timeout = LongestAnswer,
        };
    }

    /// <summary>Status → answers.</summary>
    public IReadOnlyDictionary<int, long> Answers => answers;

    public async Task RunAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested && !report.IsFull)
        {
            switch (random.Next(10))
            {
                case < 5:
                    await AskAsync("/api/score", text.Mutate(Question));
                    break;
                case < 7:
                    await AskAsync("/predict", text.Mutate(Predecessor));
                    break;
                case < 9:
                    await RawAsync(Encoding.Latin1.GetBytes(Request()));
                    break;
                default:
                    await RawAsync(text.Mutate(Request()));
                    break;
            }
        }
    }

    public void Dispose() => client.Dispose();

    private async Task AskAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation(
            "Content-Type",
            random.Next(30) == 0 ? OddTypes[random.Next(OddTypes.Length)] : "application/json"
        );
        try
        {
            using var answer = await client.PostAsync(path, content);
            await answer.Content.ReadAsByteArrayAsync();
            Note((int)answer.StatusCode, path, body);
        }
        catch (HttpRequestException) when (body.Length > 65_536)
        {
            // A body above the limit may meet a closed connection while it is still being sent.
            report.Add(1, 0);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            report.Add(1, 0);
            report.Find($"POST {path}: {failed.Message}", body);
        }
    }

    /// <summary>A request line, headers and a body, each of them odd now and then.</summary>
    private string Request()
    {
        var path = Addresses[random.Next(Addresses.Length)];
        if (random.Next(2) == 0)
            path += "/" + Uri.EscapeDataString(text.OddWord());
        if (random.Next(2) == 0)
            path += $"?{Odd("before")}={Uri.EscapeDataString(Odd("1"))}&period={Odd("30")}&tier={Odd("red")}&at={Odd("2018")}";
        var request = new StringBuilder()
            .Append(
                CultureInfo.InvariantCulture,
                $"{(random.Next(3) == 0 ? Methods[random.Next(Methods.Length)] : "GET")} {path} HTTP/1.1\r\n"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"Host: {(random.Next(10) == 0 ? Odd("evil.example") : $"127.0.0.1:{address.Port}")}\r\n"
            );
        if (random.Next(4) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Content-Type: {Odd("application/x-www-form-urlencoded")}\r\n");
        if (random.Next(4) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Accept: {Odd("text/html")}\r\n");
        if (random.Next(6) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Cookie: {Odd(".AspNetCore.Antiforgery")}={Odd("x")}\r\n");
        if (random.Next(6) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Origin: {Odd("http://evil.example")}\r\n");
        if (random.Next(6) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Content-Encoding: {Odd("gzip")}\r\n");
        if (random.Next(8) == 0)
            request.Append(
                CultureInfo.InvariantCulture,
                $"Transfer-Encoding: chunked\r\n\r\n{Odd("FFFFFFFFFFFFFFFF")}\r\nabc\r\n0\r\n\r\n"
            );
        else if (random.Next(3) == 0)
            request.Append(CultureInfo.InvariantCulture, $"Content-Length: {Odd("9")}\r\n\r\nwho={Odd("x")}&a=b");
        return request.Append("Connection: close\r\n\r\n").ToString();
    }

    private string Odd(string usual) => random.Next(2) == 0 ? usual : text.OddWord();

    /// <summary>Sends and reads the status of the first answer. A closed connection is an answer too; what is cut short gets none, and is
    /// left after a while.</summary>
    private async Task RawAsync(byte[] request)
    {
        using var limit = new CancellationTokenSource(LongestRawAnswer);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, address.Port, limit.Token);
            var stream = connection.GetStream();
            await stream.WriteAsync(request, limit.Token);
            var head = new byte[64];
            var read = await stream.ReadAtLeastAsync(head, 12, throwOnEndOfStream: false, limit.Token);
            Note(StatusOf(head.AsSpan(0, read)), "raw", request);
        }
        catch (Exception unanswered) when (unanswered is IOException or SocketException or OperationCanceledException)
        {
            Note(0, "raw", request);
        }
    }

    private static int StatusOf(ReadOnlySpan<byte> head)
    {
        var line = Encoding.ASCII.GetString(head);
        return
            line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line.Length >= 12 && int.TryParse(line.AsSpan(9, 3), out var status)
            ? status
            : 0;
    }

    private void Note(int status, string path, byte[] input)
    {
        answers[status] = answers.GetValueOrDefault(status) + 1;
        report.Add(1, status is >= 200 and < 300 ? 1 : 0);
        var mayBe503 = Encoding.Latin1.GetString(input).Contains(ReadyAddress, StringComparison.Ordinal);
        if (status >= 500 && status != VersionNotSupported && !(status == 503 && mayBe503))
            report.Find($"{path}: HTTP {status}", input);
    }
}
