using System.ComponentModel.DataAnnotations;

namespace Streaming.Console.Web;

/// <summary>Why somebody decides something: part of every form that changes something. Who it is, the sign-in says.</summary>
public sealed class Attribution
{
    [Required(ErrorMessage = "Enter the reason: it is recorded with the decision.")]
    [StringLength(500, ErrorMessage = "A reason has at most 500 characters.")]
    public string? Why { get; set; }
}
