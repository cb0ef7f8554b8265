using System.Text;
using Streaming.Features;
using Streaming.Models.Artifacts;
using Streaming.Models.Tests.Forests;
using Xunit;

namespace Streaming.Models.Tests.Artifacts;

public sealed class ArtifactTests
{
    private static readonly byte[] Bytes = ArtifactWriter.Write(SmallArtifact.Content());

    [Fact]
    public void what_was_written_is_read()
    {
        var content = SmallArtifact.Content();
        var artifact = ArtifactReader.Read(Bytes, ArtifactWriter.Sha256(Bytes));
        Assert.Equal(content.Forest.Arrays.Thresholds, artifact.Content.Forest.Arrays.Thresholds);
        Assert.Equal(content.Forest.Arrays.LeafCovers, artifact.Content.Forest.Arrays.LeafCovers);
        Assert.Equal(content.Calibration.Margins, artifact.Content.Calibration.Margins);
        Assert.Equal(content.Reference.Features[0].UpperEdges, artifact.Content.Reference.Features[0].UpperEdges);
        Assert.Equal(content.Reference.Score.Counts, artifact.Content.Reference.Score.Counts);
        Assert.Equal(content.Categories, artifact.Content.Categories);
        Assert.Equal(content.Policy, artifact.Content.Policy);
        Assert.Equal(content.Lineage.Seeds, artifact.Content.Lineage.Seeds);
        Assert.Equal(content.Histories.ToArray(), artifact.Content.Histories.ToArray());
        Assert.Equal(0.7, artifact.Content.Metrics.GetProperty("roc_auc").GetDouble());
        Assert.Equal(12, artifact.Version.Length);
    }

    [Fact]
    public void equal_content_writes_equal_bytes_and_other_content_another_version()
    {
        Assert.Equal(Bytes, ArtifactWriter.Write(SmallArtifact.Content()));
        var other = ArtifactWriter.Write(SmallArtifact.Content() with { Histories = new byte[] { 9 } });
        Assert.NotEqual(ArtifactReader.Read(Bytes).Version, ArtifactReader.Read(other).Version);
    }

    [Fact]
    public void a_flipped_bit_anywhere_is_refused_with_the_check_that_failed()
    {
        var step = Math.Max(1, Bytes.Length / 2000);
        for (var at = 0; at < Bytes.Length; at += at < 512 ? 1 : step)
        {
            var tampered = (byte[])Bytes.Clone();
            tampered[at] ^= (byte)(1 << (at % 8));
            var refused = Assert.Throws<ArtifactException>(() => ArtifactReader.Read(tampered));
            Assert.NotEmpty(refused.Message);
        }
    }

    [Fact]
    public void the_message_names_the_section_that_was_changed()
    {
        var tampered = (byte[])Bytes.Clone();
        tampered[^1] ^= 1;
        Assert.Contains(
            "'histories' of the artifact does not match its checksum",
            Assert.Throws<ArtifactException>(() => ArtifactReader.Read(tampered)).Message
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(-1)]
    public void a_file_cut_short_is_refused(int length)
    {
        var cut = length < 0 ? Bytes[..^1] : Bytes[..length];
        Assert.Throws<ArtifactException>(() => ArtifactReader.Read(cut));
    }

    [Fact]
    public void bytes_behind_the_end_are_refused() =>
        Assert.Contains("added to", Assert.Throws<ArtifactException>(() => ArtifactReader.Read((byte[])[.. Bytes, 0])).Message);

    [Fact]
    public void another_hash_is_refused_with_both()
    {
        var expected = new string('a', 64);
        var message = Assert.Throws<ArtifactException>(() => ArtifactReader.Read(Bytes, expected)).Message;
        Assert.Contains(expected, message);
        Assert.Contains(ArtifactWriter.Sha256(Bytes), message);
    }

    [Fact]
    public void something_else_is_no_artifact() =>
        Assert.Contains(
            "not a model artifact",
            Assert.Throws<ArtifactException>(() => ArtifactReader.Read(Encoding.UTF8.GetBytes("PK\u0003\u0004 a zip file"))).Message
        );

    [Fact]
    public void a_golden_row_that_scores_otherwise_is_refused()
    {
        var content = SmallArtifact.Content();
        var golden = content.GoldenRows[1];
        var wrong = content with
        {
            GoldenRows = [content.GoldenRows[0], golden with { Probability = Math.BitIncrement(golden.Probability) }],
        };
        Assert.Contains("golden row 1", Assert.Throws<ArtifactException>(() => ArtifactReader.Read(ArtifactWriter.Write(wrong))).Message);
    }

    [Fact]
    public void an_artifact_without_golden_rows_is_refused() =>
        Assert.Contains(
            "no golden rows",
            Assert
                .Throws<ArtifactException>(() =>
                    ArtifactReader.Read(ArtifactWriter.Write(SmallArtifact.Content() with { GoldenRows = [] }))
                )
                .Message
        );

    [Fact]
    public void saving_leaves_the_whole_file_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("artifact");
        try
        {
            var path = Path.Combine(folder.FullName, "m.model");
            File.WriteAllText(path, "an older one");
            ArtifactWriter.Save(path, Bytes);
            Assert.Equal(Bytes, File.ReadAllBytes(path));
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void a_serving_model_scores_as_forest_calibration_and_policy_do()
    {
        var content = SmallArtifact.Content();
        var model = ServingModel.Load(Bytes);
        var vector = RandomForests.Vector(new Random(2), FeatureSchema.All.Count, content.Forest);
        var margin = content.Forest.Margin(vector);
        var probability = content.Calibration.Probability(margin);
        Assert.Equal(new Score(margin, probability, content.Policy.Classify(probability)), model.Score(vector));
        Assert.Equal(ArtifactWriter.Sha256(Bytes), model.Sha256);
    }

    [Fact]
    public void histories_smoothed_with_another_prior_are_refused() =>
        Assert.Contains(
            "another prior 'late'",
            RefusedToServe(
                SmallArtifact.Content() with
                {
                    Priors = new Dictionary<string, double>(FeatureSchema.Priors) { ["late"] = 0.09 },
                }
            )
        );

    [Fact]
    public void another_feature_version_is_refused_with_both() =>
        Assert.Contains(
            "feature version 0.9, this program computes version " + FeatureSchema.Version,
            RefusedToServe(SmallArtifact.Content() with { FeatureVersion = "0.9" })
        );

    [Fact]
    public void a_renamed_feature_is_refused_by_name()
    {
        var content = SmallArtifact.Content();
        string[] names = [.. content.Features];
        (names[3], names[4]) = (names[4], names[3]);
        Assert.Contains($"feature 3 of the artifact is '{names[3]}'", RefusedToServe(content with { Features = names }));
    }

    [Fact]
    public void a_missing_dictionary_is_refused_by_name()
    {
        var content = SmallArtifact.Content();
        var fewer = content.Categories.Where(pair => pair.Key != "payment_type").ToDictionary();
        Assert.Contains("'payment_type'", RefusedToServe(content with { Categories = fewer }));
    }

    private static string RefusedToServe(ArtifactContent content) =>
        Assert.Throws<ArtifactException>(() => ServingModel.Load(ArtifactWriter.Write(content))).Message;
}
