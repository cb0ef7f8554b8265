using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

namespace Streaming.Console.Web;

/// <summary>Who decides and why: part of every form that changes something.</summary>
public sealed class Attribution
{
    private const string Cookie = "streaming-name";
    private const int Days = 180;

    /// <summary>As it goes into the audit trail.</summary>
    [Required(ErrorMessage = "Enter your name: it is recorded with the decision.")]
    [StringLength(80, ErrorMessage = "A name has at most 80 characters.")]
    public string? By { get; set; }

    [Required(ErrorMessage = "Enter the reason: it is recorded with the decision.")]
    [StringLength(500, ErrorMessage = "A reason has at most 500 characters.")]
    public string? Why { get; set; }

    /// <summary>An empty one with the name that was given last in this browser.</summary>
    public static Attribution Remembered(HttpRequest request) => new() { By = request.Cookies[Cookie] };

    public void Remember(HttpResponse response) =>
        response.Cookies.Append(
            Cookie,
            By!.Trim(),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                MaxAge = TimeSpan.FromDays(Days),
                IsEssential = true,
            }
        );
}
