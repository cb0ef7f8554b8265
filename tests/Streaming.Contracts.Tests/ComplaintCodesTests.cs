namespace Streaming.Contracts.Tests;

public sealed class ComplaintCodesTests
{
    [Theory]
    [InlineData("Não recebi o produto", "missing")]
    [InlineData("FALTOU um item", "missing")]
    [InlineData("veio apenas 1", "missing")]
    [InlineData("Produto errado", "wrong")]
    [InlineData("quero devolução", "wrong")]
    [InlineData("NÃO FUNCIONA", "defect")]
    [InlineData("chegou quebrado", "defect")]
    [InlineData("não é original", "fake")]
    [InlineData("réplica", "fake")]
    [InlineData("PÉSSIMO", "poor")]
    [InlineData("Frágil demais", "poor")]
    [InlineData("Demorou muito", "slow")]
    [InlineData("atrasado", "slow")]
    public void a_complaint_gets_its_code(string message, string code) => Assert.Equal([code], ComplaintCodes.Find(null, message));

    [Fact]
    public void codes_come_in_the_order_of_the_list_and_once_each() =>
        Assert.Equal(
            ["missing", "wrong", "defect", "fake", "poor", "slow"],
            ComplaintCodes.Find("Atrasou, demorou, péssimo", "falso, defeito, defeituoso, errado, não chegou")
        );

    [Fact]
    public void title_and_message_are_one_text_with_a_blank_between() => Assert.Equal(["missing"], ComplaintCodes.Find("Não", "recebi"));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("Ótimo", "Recomendo, chegou antes do prazo")]
    public void praise_and_silence_have_no_code(string? title, string? message) => Assert.Empty(ComplaintCodes.Find(title, message));

    [Theory]
    [InlineData("ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸ", "aaaaaaceeeeiiiinooooouuuuyy")]
    [InlineData("àáâãäåçèéêëìíîïñòóôõöùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")]
    [InlineData("Na\u0303o E\u0301", "nao e")]
    [InlineData("ĀăĆčĎěĞįŁńŌřŚťŮźŽ", "aaccdegiłnorstuzz")]
    [InlineData("Straße ø Æ ×", "straße ø æ ×")]
    [InlineData("ΑΒ日本😀", "αβ日本😀")]
    public void accents_fall_off_and_letters_become_small(string text, string folded) => Assert.Equal(folded, AccentFolding.Fold(text));
}
