using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Streaming.Console.Web;

/// <summary>What was asked for does not exist, and where to look instead.</summary>
public sealed record NotFoundContent(string What, string Remedy, string Path, string Name);

internal static class NotFoundPages
{
    public static IActionResult NotFoundPage(this PageModel page, string what, string remedy, string path, string name)
    {
        var data = new ViewDataDictionary<NotFoundContent>(page.MetadataProvider, new ModelStateDictionary())
        {
            Model = new NotFoundContent(what, remedy, path, name),
        };
        return new ViewResult
        {
            ViewName = "~/Pages/Shared/_NotFound.cshtml",
            ViewData = data,
            StatusCode = StatusCodes.Status404NotFound,
        };
    }
}
