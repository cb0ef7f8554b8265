using System.Globalization;

namespace Streaming.Models.Reasons;

/// <param name="Pattern">What the English sentence may have in its place.</param>
/// <param name="Say">The same in Portuguese.</param>
internal sealed record ValueKind(string Pattern, Func<string, string> Say);

/// <summary>The kinds of values in reasons, and what each is in Portuguese.</summary>
internal static class PortugueseValues
{
    private static readonly NumberFormatInfo Brazilian = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["an unknown time"] = "um tempo desconhecido",
        ["an unknown share"] = "uma parcela desconhecida",
        ["no reviews yet"] = "nenhuma avaliação ainda",
        ["Monday"] = "numa segunda-feira",
        ["Tuesday"] = "numa terça-feira",
        ["Wednesday"] = "numa quarta-feira",
        ["Thursday"] = "numa quinta-feira",
        ["Friday"] = "numa sexta-feira",
        ["Saturday"] = "num sábado",
        ["Sunday"] = "num domingo",
        ["seller"] = "deste vendedor",
        ["product"] = "deste produto",
        ["category"] = "desta categoria",
        ["missing goods"] = "produtos que faltaram",
        ["wrong goods"] = "produtos trocados",
        ["defective goods"] = "produtos com defeito",
        ["goods that are not genuine"] = "produtos que não são originais",
        ["poor quality"] = "má qualidade",
        ["slow delivery"] = "entrega lenta",
        ["credit card"] = "cartão de crédito",
        ["debit card"] = "cartão de débito",
        ["voucher"] = "vale",
        ["not defined"] = "um meio não informado",
    };

    private static readonly Dictionary<string, (string One, string Many)> Nouns = new(StringComparer.Ordinal)
    {
        ["hour"] = ("hora", "horas"),
        ["day"] = ("dia", "dias"),
        ["review"] = ("avaliação", "avaliações"),
        ["item"] = ("item", "itens"),
        ["seller"] = ("vendedor", "vendedores"),
        ["photo"] = ("foto", "fotos"),
        ["character"] = ("caractere", "caracteres"),
        ["instalment"] = ("parcela", "parcelas"),
    };

    public static readonly IReadOnlyDictionary<string, ValueKind> Kinds = new Dictionary<string, ValueKind>
    {
        ["days"] = new(@"an unknown time|-?\d+ (hours?|days?)", Counted),
        ["reviews"] = new(@"no reviews yet|\d+ reviews?", Counted),
        ["items"] = new(@"-?\d+ items", Counted),
        ["sellers"] = new(@"\d+ sellers", Counted),
        ["photos"] = new(@"-?\d+ photos", Counted),
        ["characters"] = new(@"-?\d+ characters", Counted),
        ["instalments"] = new(@"\d+ instalments", Counted),
        ["hour"] = new(@"-?\d+", text => text),
        ["percent"] = new(@"-?\d+ %", text => text),
        ["share"] = new(@"an unknown share|-?\d+ %", Named),
        ["money"] = new(@"BRL -?\d+\.\d\d", text => "R$ " + Decimal(text["BRL ".Length..])),
        ["kilograms"] = new(@"-?\d+\.\d", Decimal),
        ["weekday"] = new("Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday", Named),
        ["subject"] = new("seller|product|category", Named),
        ["complaint"] = new(".{1,100}", Named),
        ["payment"] = new(".{1,100}", Named),
        ["name"] = new(".{1,100}", text => text),
    };

    private static string Named(string text) => Words.GetValueOrDefault(text, text);

    /// <summary>A number and its noun; words where there is no number.</summary>
    private static string Counted(string text)
    {
        if (Words.TryGetValue(text, out var words))
            return words;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (one, many) = Nouns[text[(space + 1)..].TrimEnd('s')];
        return $"{text[..space]} {(text.AsSpan(0, space) is "1" ? one : many)}";
    }

    /// <summary>1234.5 as 1.234,5.</summary>
    private static string Decimal(string text)
    {
        var digits = text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("N" + digits, Brazilian)
            : text;
    }
}
