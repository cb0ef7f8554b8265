using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Streaming.Console.Pages.Cases;
using Streaming.Console.Web;
using Streaming.Models.Policy;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Console.Tests.Web;

public sealed partial class WordsTests
{
    private static readonly string Sources = string.Concat(
        Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Find(), "src/Streaming.Console/Pages/Cases"))
            .Append(Path.Combine(RepositoryRoot.Find(), "src/Streaming.Console/Web/Words.cs"))
            .Select(File.ReadAllText)
    );

    [Fact]
    public void every_text_of_the_pages_is_translated_and_every_translation_is_used()
    {
        var asked = Asked()
            .Matches(Sources)
            .SelectMany(match => match.Groups.Values.Skip(1).Where(group => group.Success).Select(group => group.Value))
            .Concat(CaseFormatter.Views.Select(view => view.Title))
            .Concat(Enum.GetValues<Tier>().Select(tier => tier.Name()))
            .ToHashSet();

        Assert.Empty(asked.Except(PortugueseWords.All.Keys));
        Assert.Empty(PortugueseWords.All.Keys.Except(asked));
        Assert.True(asked.Count > 100);
    }

    [Fact]
    public void a_translation_has_the_values_of_its_text() =>
        Assert.All(PortugueseWords.All, pair => Assert.Equal(Values(pair.Key), Values(pair.Value)));

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData(null, "pt-BR,pt;q=0.9,en;q=0.8", "pt")]
    [InlineData(null, "en;q=0.5, pt;q=0.9", "pt")]
    [InlineData(null, "de, fr;q=0.9, pt;q=0.1", "pt")]
    [InlineData(null, "pt;q=0, de", "en")]
    [InlineData(null, "*;q=x,,;;", "en")]
    [InlineData("en", "pt-BR", "en")]
    [InlineData("pt", "en", "pt")]
    [InlineData("kl", "pt", "pt")]
    public void the_choice_of_the_reader_comes_before_that_of_the_browser(string? chosen, string? accepted, string language)
    {
        var http = new DefaultHttpContext();
        if (accepted is not null)
            http.Request.Headers.AcceptLanguage = accepted;
        if (chosen is not null)
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(AccessClaims.Language, chosen)]));

        Assert.Equal(language, Words.Of(http).Language);
    }

    [Fact]
    public void numbers_are_written_as_the_reader_writes_them()
    {
        Assert.Equal("BRL 1,234.50", Words.English.Money(1234.5));
        Assert.Equal("R$ 1.234,50", Words.Portuguese.Money(1234.5));
        Assert.Equal("0,25", Words.Portuguese.Number(0.25, 2));
        Assert.Equal("1 dia de atraso", Words.Portuguese.Delay(1.2));
        Assert.Equal("12 dias antes do prazo", Words.Portuguese.Delay(-12));
        Assert.Equal("Entregue 4 dias depois da data prometida", Words.Portuguese.Reason("Delivered 4 days after the promised date"));
        Assert.Equal("An older sentence", Words.Portuguese.Reason("An older sentence"));
    }

    private static List<string> Values(string text) =>
        [.. Place().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal)];

    /// <summary>Texts by the ways in which the sources ask for them.</summary>
    [GeneratedRegex("""(?:[Ww]ords|this)\[\s*"([^"]+)"|Say\(\s*"([^"]+)"|Many\([^"]+"([^"]+)", "([^"]+)"\)""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
