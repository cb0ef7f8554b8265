using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Streaming.Api.Problems;
using Streaming.Api.Reading;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Api.Documents;

/// <summary>The schemas of requests and answers.</summary>
internal static class ApiSchemas
{
    public const string ScoreRequest = "ScoreRequest";
    public const string Scores = "Scores";
    public const string Problem = "Problem";

    private const string TimePattern = @"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{3})?$";

    public static Dictionary<string, IOpenApiSchema> All(ApiOptions options)
    {
        var schemas = new Dictionary<string, IOpenApiSchema>();
        Add(OrderShape.Order, schemas);
        Add(PredecessorShape.Body, schemas);
        var orders = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = Reference(OrderShape.Order.Name),
            MinItems = 1,
            MaxItems = options.MaxOrders,
        };
        schemas[ScoreRequest] = new OpenApiSchema { OneOf = [Reference(OrderShape.Order.Name), orders, Closed(null, ("orders", orders))] };
        schemas[Scores] = Answer();
        schemas[Problem] = ProblemDetails();
        return schemas;
    }

    private static void Add(IJsonShape shape, Dictionary<string, IOpenApiSchema> schemas)
    {
        if (!schemas.TryAdd(shape.Name, new OpenApiSchema()))
            return;
        var fields = shape.Fields.ToList();
        foreach (var row in fields.Select(field => field.Row).OfType<IJsonShape>())
            Add(row, schemas);
        schemas[shape.Name] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = shape.Meaning,
            AdditionalPropertiesAllowed = false,
            Required = fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet(),
            Properties = fields.ToDictionary(field => field.Name, IOpenApiSchema (field) => Field(field)),
        };
    }

    private static OpenApiSchema Field(IJsonField field) =>
        new()
        {
            Type =
                (
                    field.Kind switch
                    {
                        FieldKind.Number => JsonSchemaType.Number,
                        FieldKind.Whole => JsonSchemaType.Integer,
                        FieldKind.List => JsonSchemaType.Array,
                        FieldKind.PostalCode => JsonSchemaType.String | JsonSchemaType.Integer,
                        _ => JsonSchemaType.String,
                    }
                ) | (field.IsRequired ? 0 : JsonSchemaType.Null),
            Description = $"{field.Meaning} Must be {field.Rule}.",
            Minimum = Bound(field.Least),
            Maximum = Bound(field.Most),
            Pattern = field.Kind == FieldKind.Time ? TimePattern : null,
            MaxLength = field.Kind == FieldKind.Text ? 4_096 : null,
            MaxItems = field.Kind == FieldKind.List ? 10_000 : null,
            Items = field.Row is null ? null : Reference(field.Row.Name),
        };

    private static OpenApiSchema Answer() =>
        Closed(
            "The scores of a request, by one model and one state of the histories.",
            (
                "model",
                Closed(
                    "The model that scored.",
                    ("name", Of(JsonSchemaType.String)),
                    ("version", Of(JsonSchemaType.String)),
                    ("sha256", Of(JsonSchemaType.String)),
                    ("decision_number", Of(JsonSchemaType.Integer)),
                    ("policy_version", Of(JsonSchemaType.String)),
                    ("feature_version", Of(JsonSchemaType.String))
                )
            ),
            (
                "histories_through",
                Of(JsonSchemaType.String | JsonSchemaType.Null, "Stream time that the histories had reached; null when they are empty.")
            ),
            (
                "scores",
                List(
                    Closed(
                        "One order's score.",
                        ("order_id", Of(JsonSchemaType.String | JsonSchemaType.Null)),
                        (
                            "probability",
                            new OpenApiSchema
                            {
                                Type = JsonSchemaType.Number,
                                Minimum = "0",
                                Maximum = "1",
                                Description = "Calibrated probability of a satisfied customer.",
                            }
                        ),
                        ("margin", Of(JsonSchemaType.Number, "Log-odds before the calibration.")),
                        ("tier", OneOf(tier => tier.Name())),
                        ("label", OneOf(tier => tier.Label())),
                        ("action", OneOf(tier => tier.Action())),
                        (
                            "answered_before_delivery",
                            Of(
                                JsonSchemaType.Boolean | JsonSchemaType.Null,
                                "Whether a review of the order was in before its delivery; null without order_id."
                            )
                        ),
                        (
                            "reasons",
                            List(
                                Closed(
                                    "A push away from satisfied.",
                                    ("code", Of(JsonSchemaType.String)),
                                    ("feature", Of(JsonSchemaType.String)),
                                    ("text", Of(JsonSchemaType.String)),
                                    ("contribution", Of(JsonSchemaType.Number, "In log-odds, negative."))
                                )
                            )
                        ),
                        ("missing_features", List(Of(JsonSchemaType.String), "Features that were neither said nor could be derived.")),
                        (
                            "unknown_values",
                            List(
                                Closed(
                                    "A value that the model's training never held.",
                                    ("field", Of(JsonSchemaType.String, "Path within the order, such as items[0].product_category_name.")),
                                    ("value", Of(JsonSchemaType.String, "As read; a long one is cut.")),
                                    (
                                        "used",
                                        new OpenApiSchema
                                        {
                                            Type = JsonSchemaType.String,
                                            Enum = [.. UnknownValues.Uses.Select(use => (JsonNode)use)],
                                        }
                                    )
                                ),
                                "What the model does not know, the first 20: misspelt states, categories and types of payment. "
                                    + "Empty where it knows everything."
                            )
                        )
                    )
                )
            )
        );

    private static OpenApiSchema ProblemDetails()
    {
        var errors = List(
            Closed(
                "A field that cannot be used.",
                ("field", Of(JsonSchemaType.String, "Path, such as orders[3].items[0].price.")),
                ("value", Of(JsonSchemaType.String, "As found; a long one is cut.")),
                ("rule", Of(JsonSchemaType.String, "What would be allowed, in words that follow \"must be\"."))
            )
        );
        var problem = Closed(
            "Problem details (RFC 9457).",
            (
                "type",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. ProblemType.All.Select(type => (JsonNode)("/problems/" + type.Code))],
                }
            ),
            ("title", Of(JsonSchemaType.String)),
            ("status", Of(JsonSchemaType.Integer)),
            ("detail", Of(JsonSchemaType.String)),
            ("instance", Of(JsonSchemaType.String)),
            ("error_count", Of(JsonSchemaType.Integer, "How many fields cannot be used; errors names the first 20.")),
            ("errors", errors)
        );
        problem.Required!.ExceptWith(["error_count", "errors"]);
        return problem;
    }

    private static OpenApiSchemaReference Reference(string name) => new(name);

    private static OpenApiSchema Of(JsonSchemaType type, string? meaning = null) => new() { Type = type, Description = meaning };

    private static OpenApiSchema List(IOpenApiSchema items, string? meaning = null) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = items,
            Description = meaning,
        };

    private static OpenApiSchema OneOf(Func<Tier, string> word) =>
        new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. new[] { Tier.Green, Tier.Yellow, Tier.Red }.Select(tier => (JsonNode)word(tier))],
        };

    /// <summary>An object with exactly these fields.</summary>
    private static OpenApiSchema Closed(string? meaning, params (string Name, IOpenApiSchema Schema)[] fields) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = meaning,
            AdditionalPropertiesAllowed = false,
            Required = fields.Select(field => field.Name).ToHashSet(),
            Properties = fields.ToDictionary(field => field.Name, field => field.Schema),
        };

    private static string? Bound(double? bound) => bound?.ToString("R", CultureInfo.InvariantCulture);
}
