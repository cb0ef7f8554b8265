using System.Reflection;
using System.Text.Json;
using Streaming.Contracts.Events;

namespace Streaming.Contracts.Tests;

public sealed class SchemasTests
{
    private static readonly Type[] Events =
    [
        typeof(OrderDelivered),
        typeof(ReviewSubmitted),
        typeof(SatisfactionScored),
        typeof(SatisfactionAlert),
        typeof(ModelPromoted),
        typeof(ScoringWindow),
        typeof(DeadLettersRedriven),
        typeof(AuditAnchored),
    ];

    public static TheoryData<string> Names => [.. Schemas.Names];

    [Fact]
    public void there_is_one_per_event() => Assert.Equal(Events.Select(FileName).Order(StringComparer.Ordinal), Schemas.Names);

    [Fact]
    public void an_unknown_name_is_refused_with_the_known_ones() =>
        Assert.Contains("order-delivered", Assert.Throws<ArgumentException>(() => Schemas.Get("orders")).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void every_field_and_record_says_what_it_is(string name) =>
        Walk(
            name,
            (_, field) =>
                Assert.True(
                    field.TryGetProperty("doc", out var doc) && doc.GetString()!.EndsWith('.'),
                    $"{name}: {field.GetProperty("name")} has no doc"
                )
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void every_optional_field_is_null_by_default_and_version_is_one(string name) =>
        Walk(
            name,
            (path, field) =>
            {
                if (field.GetProperty("type").ValueKind == JsonValueKind.Array)
                    Assert.Equal(JsonValueKind.Null, field.GetProperty("default").ValueKind);
                else if (path == "version")
                    Assert.Equal(1, field.GetProperty("default").GetInt32());
                else
                    Assert.False(field.TryGetProperty("default", out _), $"{name}: {path} must be required");
            }
        );

    [Fact]
    public void every_property_has_the_type_that_its_field_says()
    {
        foreach (var type in Events)
            AssertTypes(type, JsonDocument.Parse(Schemas.Get(FileName(type))).RootElement);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void no_code_is_an_enum_and_the_header_is_there(string name)
    {
        Assert.DoesNotContain("\"enum\"", Schemas.Get(name), StringComparison.Ordinal);
        var fields = new List<string>();
        Walk(name, (path, _) => fields.Add(path));
        Assert.Equal(["event_id", "version", "recorded_at"], fields.Take(3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void persons_are_named_only_where_the_topic_table_says_so(string name)
    {
        var persons = new List<string>();
        Walk(
            name,
            (path, _) =>
            {
                if (path.Contains("customer", StringComparison.Ordinal) && path.EndsWith("_id", StringComparison.Ordinal))
                    persons.Add(path);
            }
        );
        Assert.All(Topics.All.Where(topic => topic.Schema == name), topic => Assert.Equal(topic.CarriesPersons, persons.Count > 0));
    }

    private static void AssertTypes(Type type, JsonElement record)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var field in record.GetProperty("fields").EnumerateArray())
        {
            var name = field.GetProperty("name").GetString()!;
            var property = type.GetProperties().Single(candidate => JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.Name) == name);
            var fieldType = field.GetProperty("type");
            var isOptional = fieldType.ValueKind == JsonValueKind.Array;
            Assert.Equal(
                isOptional,
                Nullable.GetUnderlyingType(property.PropertyType) is not null
                    || nullability.Create(property).ReadState == NullabilityState.Nullable
            );
            var value = isOptional ? fieldType[1] : fieldType;
            var expected = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Assert.Equal(Spell(expected), Spell(value));
            if (
                value.ValueKind == JsonValueKind.Object
                && value.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Object
            )
                AssertTypes(expected.GetGenericArguments()[0], items);
        }
    }

    private static string Spell(Type type) =>
        type == typeof(LocalTime) ? "long local-timestamp-millis"
        : type == typeof(DateTime) ? "long timestamp-micros"
        : type == typeof(string) ? "string"
        : type == typeof(int) ? "int"
        : type == typeof(long) ? "long"
        : type == typeof(float) ? "float"
        : type == typeof(double) ? "double"
        : type == typeof(bool) ? "boolean"
        : type.IsGenericType ? "array of " + Spell(type.GetGenericArguments()[0])
        : type.Name;

    private static string Spell(JsonElement type) =>
        type.ValueKind == JsonValueKind.String ? type.GetString()!
        : type.TryGetProperty("logicalType", out var logical) ? $"{type.GetProperty("type")} {logical}"
        : type.TryGetProperty("items", out var items) ? "array of " + Spell(items)
        : type.GetProperty("name").GetString()!;

    private static string FileName(Type type) => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);

    private static void Walk(string name, Action<string, JsonElement> visit) =>
        Walk(JsonDocument.Parse(Schemas.Get(name)).RootElement, "", visit);

    private static void Walk(JsonElement record, string prefix, Action<string, JsonElement> visit)
    {
        Assert.True(record.TryGetProperty("doc", out _));
        foreach (var field in record.GetProperty("fields").EnumerateArray())
        {
            var path = prefix + field.GetProperty("name").GetString();
            visit(path, field);
            if (
                field.GetProperty("type") is { ValueKind: JsonValueKind.Object } type
                && type.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Object
            )
                Walk(items, path + ".", visit);
        }
    }
}
