using Streaming.Contracts.Rules;

namespace Streaming.Contracts.Tests.Rules;

public sealed class PostalCodeTests
{
    [Theory]
    [InlineData("01037", "01037")]
    [InlineData("1037", "01037")]
    [InlineData("1037.0", "01037")]
    [InlineData("1037.00", "01037")]
    [InlineData("01037.0", "01037")]
    [InlineData(" 1037 ", "01037")]
    [InlineData("01037-000", "01037")]
    [InlineData("1037-000", "01037")]
    [InlineData("01.037-000", "01037")]
    [InlineData("1.037-000", "01037")]
    [InlineData("01037000", "01037")]
    [InlineData("1037000", "01037")]
    [InlineData("1037000.0", "01037")]
    [InlineData("10370", "10370")]
    [InlineData("10370.0", "10370")]
    [InlineData("99999", "99999")]
    public void a_code_is_understood_however_it_lost_its_zero_or_kept_its_rest(string text, string prefix) =>
        Assert.Equal(prefix, PostalCode.Prefix(text));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("103")]
    [InlineData("00037")]
    [InlineData("00370")]
    [InlineData("0037")]
    [InlineData("103700")]
    [InlineData("103700000")]
    [InlineData("1037.5")]
    [InlineData("1037,0")]
    [InlineData("10.370")]
    [InlineData(".0")]
    [InlineData("1037.")]
    [InlineData("-1037")]
    [InlineData("+1037")]
    [InlineData("1e3")]
    [InlineData("0103-7000")]
    [InlineData("01037--00")]
    [InlineData("0.1037-000")]
    [InlineData("010.37-000")]
    [InlineData("SW1A")]
    [InlineData("١٠٣٧")]
    [InlineData("01 037")]
    public void what_could_be_several_codes_or_none_is_not_guessed_at(string text) => Assert.Null(PostalCode.Prefix(text));

    [Fact]
    public void a_code_as_the_contract_has_it_is_the_very_text_that_was_given()
    {
        var text = string.Concat("01", "037");
        Assert.Same(text, PostalCode.Prefix(text));
    }

    [Fact]
    public void every_prefix_is_itself_and_is_found_again_without_its_zero()
    {
        for (var number = 1_000; number <= 99_999; number++)
        {
            var prefix = number.ToString("00000", System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(prefix, PostalCode.Prefix(prefix));
            Assert.Equal(prefix, PostalCode.Prefix(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
