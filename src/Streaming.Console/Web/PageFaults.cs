using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Web;

namespace Streaming.Console.Web;

/// <summary>What every page has in common: headers that let it load nothing but our own files, and words instead of a stack trace when a
/// part is away.</summary>
internal sealed class PageFaults : IAsyncPageFilter, IAsyncExceptionFilter, IAlwaysRunResultFilter
{
    private const string OwnFilesOnly =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private static readonly string[] NamesInAddresses = ["name", "version", "id"];

    private static readonly Fault NoSuchPage = new(
        "There is no such page",
        "Look for it from the overview.",
        "A part of the address that should name something is blank."
    );

    private static readonly Fault Unreadable = new(
        "This request cannot be read",
        "Load the page again.",
        "Its body is cut, or is no form."
    );

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context)
    {
        context.HttpContext.Response.Headers.ContentSecurityPolicy = OwnFilesOnly;
        return Task.CompletedTask;
    }

    /// <summary>A page that nobody handles would be shown without what it shows.</summary>
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerMethod is not null)
        {
            if (!IsRead(context.ModelState))
                context.Result = Page(Unreadable, StatusCodes.Status400BadRequest);
            else if (NamesNothing(context.RouteData.Values))
                context.Result = Page(NoSuchPage, StatusCodes.Status404NotFound);
            else
                await next();
            return;
        }

        context.HttpContext.Response.Headers.Allow = "GET, HEAD";
        context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    public Task OnExceptionAsync(ExceptionContext context)
    {
        var http = context.HttpContext;
        if (context.Exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        if (IsOfTheRequest(context.Exception, http))
        {
            context.Result = Page(Unreadable, StatusCodes.Status400BadRequest);
            context.ExceptionHandled = true;
            return Task.CompletedTask;
        }

        var reason = FailureReason.Of(context.Exception);
        var detail =
            $"{(reason is null ? "" : $"{char.ToUpperInvariant(reason[0])}{reason[1..]}. ")}The process's log tells more under "
            + $"{http.TraceIdentifier}.";
        var fault = Describe(context.Exception, detail);
        http.RequestServices.GetRequiredService<ILogger<PageFaults>>()
            .LogError(context.Exception, "{Path} failed, {Id}", http.Request.Path, http.TraceIdentifier);
        context.Result = Page(fault, StatusCodes.Status503ServiceUnavailable);
        context.ExceptionHandled = true;
        return Task.CompletedTask;
    }

    /// <summary>A form without its token is refused before any page sees it, and without a word.</summary>
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult)
            return;
        context.HttpContext.Response.Headers.ContentSecurityPolicy = OwnFilesOnly;
        context.Result = Page(
            new Fault(
                "This form is not taken",
                "Load its page again and send it once more.",
                "It came without the token of a page of this console, or the token has expired. Nothing was recorded."
            ),
            StatusCodes.Status400BadRequest
        );
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
        // There is nothing to do afterwards.
    }

    private static ViewResult Page(Fault fault, int status) =>
        new()
        {
            ViewName = "~/Pages/Shared/_Fault.cshtml",
            ViewData = new ViewDataDictionary<Fault>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = fault },
            StatusCode = status,
        };

    /// <summary>A blank text is bound as none, and no page expects a name that is none.</summary>
    private static bool NamesNothing(RouteValueDictionary values) =>
        NamesInAddresses.Any(part => values.TryGetValue(part, out var value) && string.IsNullOrWhiteSpace(value as string));

    /// <summary>The framework runs a handler without any argument, those of the address included, when the body is no form; what it could
    /// not read then stands under no argument's name.</summary>
    private static bool IsRead(ModelStateDictionary arguments) => arguments[string.Empty] is not { Errors.Count: > 0 };

    /// <summary>The server's and the form reader's own exceptions for a body that is none.</summary>
    private static bool IsOfTheRequest(Exception failure, HttpContext http) =>
        failure is BadHttpRequestException or IOException or InvalidDataException or ValueProviderException
        && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <summary>One outage reads the same on all pages, whichever library met it.</summary>
    private static Fault Describe(Exception failure, string detail) =>
        DatabaseFailure.CauseOf(failure) switch
        {
            DatabaseNotPreparedException => new Fault(
                "The database is not prepared for this program",
                "An administrator prepares it once with: streaming database migrate. Scoring goes on without it.",
                detail
            ),
            null when failure is not TimeoutException => new Fault(
                "This page could not be made",
                "Try again. If it lasts, the process's log says more; nothing that was recorded is lost.",
                detail
            ),
            _ => new Fault(
                "The database does not answer",
                "Scoring goes on without it. Try again in a few seconds; if it lasts, look at PostgreSQL and at /health/ready.",
                detail
            ),
        };
}

/// <summary>Why there is no page, and what to do.</summary>
/// <param name="Detail">The reason as far as it may be shown, and where the log has the rest.</param>
public sealed record Fault(string What, string Remedy, string Detail);
