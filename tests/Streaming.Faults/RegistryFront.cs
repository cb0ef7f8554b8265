using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaming.Faults;

/// <summary>What stands before the registry: hands requests on, or answers as an odd, lagging or hanging one does.</summary>
internal sealed class RegistryFront : IAsyncDisposable
{
    private const int DeepLevels = 100_000;
    private const int EndlessPieceBytes = 64 * 1024;
    private const int MostHeadersSeconds = 20;

    private readonly WebApplication server;
    private readonly HttpClient behind;
    private readonly RegistryOrders orders;

    private RegistryFront(WebApplication server, HttpClient behind, RegistryOrders orders) =>
        (this.server, this.behind, this.orders) = (server, behind, orders);

    /// <param name="port">Where clients ask.</param>
    /// <param name="registry">The address of the registry that knows.</param>
    /// <param name="orders">What is answered in its place.</param>
    public static async Task<RegistryFront> StartAsync(int port, string registry, RegistryOrders orders, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        var behind = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(registry),
            Timeout = TimeSpan.FromSeconds(MostHeadersSeconds),
        };
        var front = new RegistryFront(builder.Build(), behind, orders);
        front.server.Run(front.AnswerAsync);
        await front.server.StartAsync(cancellation);
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        behind.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (orders.Hides(request.Path))
            return TextAsync(
                response,
                404,
                "application/vnd.schemaregistry.v1+json",
                """{"error_code":40403,"message":"Schema not found"}"""
            );
        return orders.Mode switch
        {
            RegistryMode.Html => TextAsync(response, 200, "text/html", "<html><body>Please sign in</body></html>"),
            RegistryMode.Empty => TextAsync(response, 200, "application/json", ""),
            RegistryMode.Deep => TextAsync(response, 200, "application/json", new string('[', DeepLevels) + new string(']', DeepLevels)),
            RegistryMode.Redirect => RedirectAsync(request, response),
            RegistryMode.Broken => TextAsync(response, 500, "application/json", """{"error_code":50001,"message":"backend"}"""),
            RegistryMode.Silent => SilentAsync(context),
            RegistryMode.Endless => EndlessAsync(context),
            _ => HandOnAsync(context),
        };
    }

    private static Task TextAsync(HttpResponse response, int status, string type, string text)
    {
        (response.StatusCode, response.ContentType) = (status, type);
        return response.WriteAsync(text, Encoding.UTF8);
    }

    private static Task RedirectAsync(HttpRequest request, HttpResponse response)
    {
        response.Redirect(request.Path + request.QueryString, permanent: false, preserveMethod: true);
        return Task.CompletedTask;
    }

    private static Task SilentAsync(HttpContext context) =>
        UntilGone(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

    private static async Task EndlessAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var piece = Encoding.ASCII.GetBytes(new string(' ', EndlessPieceBytes));
        await UntilGone(WriteForEverAsync(context, piece));
    }

    private static async Task WriteForEverAsync(HttpContext context, byte[] piece)
    {
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
    }

    /// <summary>A client that goes away is what is waited for.</summary>
    private static async Task UntilGone(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException) { }
    }

    private async Task HandOnAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        using var asked = new HttpRequestMessage(new HttpMethod(request.Method), request.Path + request.QueryString);
        if (request.ContentLength > 0)
        {
            asked.Content = new StreamContent(request.Body);
            asked.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            asked.Content.Headers.ContentLength = request.ContentLength;
        }

        using var answer = await behind.SendAsync(asked, context.RequestAborted);
        response.StatusCode = (int)answer.StatusCode;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }

    /// <summary>The command's own token stops it.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
