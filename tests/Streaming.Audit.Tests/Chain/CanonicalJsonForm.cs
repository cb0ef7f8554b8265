using System.Text.Json;
using Streaming.Audit.Chain;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

public sealed class CanonicalJsonForm(PostgresFixture postgres)
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000", "0")]
    [InlineData("0e7", "0")]
    [InlineData("1", "1")]
    [InlineData("100", "1e2")]
    [InlineData("-1.50", "-15e-1")]
    [InlineData("0.050", "5e-2")]
    [InlineData("5E-2", "5e-2")]
    [InlineData("12345678901234567890", "1234567890123456789e1")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157E+308", "17976931348623157e292")]
    public void numbers_are_their_digits_and_a_power_of_ten(string number, string canonical) =>
        Assert.Equal(canonical, CanonicalJson.Of(number));

    [Fact]
    public void members_stand_in_the_order_of_the_bytes_of_their_names() =>
        Assert.Equal(
            "{\"a\":[true,null,{}],\"b\":[],\"\uffff\":1,\"\ud83d\ude00\":2}",
            CanonicalJson.Of(""" { "😀": 2, "b": [ ], "\uffff": 1, "a": [true, null, {}] } """)
        );

    [Fact]
    public void strings_have_the_shortest_escapes() =>
        Assert.Equal(
            "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\u007f\u00e9\"",
            CanonicalJson.Of("\"\\u0022\\\\\\/\\u000a\\r\\t\\b\\f\\u0001\\u007f\\u00e9\"")
        );

    [Fact]
    public async Task what_the_database_makes_of_a_text_has_the_same_form()
    {
        var connection = await postgres.CreateDatabaseAsync("canonical");
        await using var database = Npgsql.NpgsqlDataSource.Create(connection);
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var text = JsonSerializer.Serialize(
                new Dictionary<string, object>
                {
                    ["z"] = BitConverter.Int64BitsToDouble(random.NextInt64(long.MaxValue)) is var d && double.IsFinite(d) ? d : 0.1,
                    ["aa"] = random.NextDouble() * Math.Pow(10, random.Next(-30, 30)),
                    ["é"] = random.NextInt64(),
                    ["b"] = new string([.. Enumerable.Range(0, 12).Select(_ => (char)random.Next(1, 0xd7ff))]),
                    ["A"] = new[] { 0f, -0f, 1e-7f, float.MaxValue },
                }
            );
            await using var command = database.CreateCommand("select $1::jsonb::text");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = text });

            Assert.Equal(CanonicalJson.Of(text), CanonicalJson.Of((string)(await command.ExecuteScalarAsync())!));
        }
    }
}
