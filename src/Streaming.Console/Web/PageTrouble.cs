using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Audit;

namespace Streaming.Console.Web;

/// <summary>What every page has in common: headers that let it load nothing but our own files, and words instead of a stack trace when a part is away.</summary>
internal sealed class PageTrouble : IAsyncPageFilter, IAsyncExceptionFilter
{
    private const string OwnFilesOnly =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = OwnFilesOnly;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store"; // pages name customers
        return Task.CompletedTask;
    }

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next) => await next();

    public Task OnExceptionAsync(ExceptionContext context)
    {
        if (context.Exception is OperationCanceledException && context.HttpContext.RequestAborted.IsCancellationRequested) return Task.CompletedTask;
        var trouble = DatabaseFailure.CauseOf(context.Exception) is { } database
            ? OfDatabase(database)
            : context.Exception is TimeoutException ? OfDatabase(new NpgsqlException(context.Exception.Message, context.Exception)) : new Trouble("This page could not be made", "Try again. If it lasts, the process's log says more; nothing that was recorded is lost.", context.Exception.Message);
        context.HttpContext.RequestServices.GetRequiredService<ILogger<PageTrouble>>().LogError(context.Exception, "{Path}", context.HttpContext.Request.Path);
        var data = new ViewDataDictionary<Trouble>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = trouble };
        context.Result = new ViewResult { ViewName = "~/Pages/Shared/_Trouble.cshtml", ViewData = data, StatusCode = StatusCodes.Status503ServiceUnavailable };
        context.ExceptionHandled = true;
        return Task.CompletedTask;
    }

    /// <summary>One outage reads the same on all pages, whichever library met it.</summary>
    private static Trouble OfDatabase(NpgsqlException failure) => failure is DatabaseNotPreparedException
        ? new Trouble("The database is not prepared for this program", "An administrator prepares it once with: streaming database migrate. Scoring goes on without it.", failure.Message)
        : new Trouble("The database does not answer", "Scoring goes on without it. Try again in a few seconds; if it lasts, look at PostgreSQL and at /health/ready.", failure.Message);
}

/// <summary>Why there is no page, and what to do.</summary>
public sealed record Trouble(string What, string Remedy, string Detail);
