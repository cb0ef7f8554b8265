using System.Collections;
using System.CommandLine;
using k8s;
using k8s.Models;
using Streaming.Host.Configuration;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Kubernetes;

/// <summary>ops/k8s, read strictly by the types of Kubernetes' own schema: an unknown or misplaced field does not load.</summary>
public sealed class ManifestTests
{
    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
        ["batch/v1/Job"] = typeof(V1Job),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["networking.k8s.io/v1/Ingress"] = typeof(V1Ingress),
    };

    private readonly List<object> objects = [.. Resources().SelectMany(Load)];

    private IEnumerable<V1StatefulSet> Roles => objects.OfType<V1StatefulSet>();

    private IEnumerable<(string Name, V1PodSpec Pod)> Pods =>
        Roles
            .Select(role => (role.Metadata.Name, role.Spec.Template.Spec))
            .Concat(objects.OfType<V1Job>().Select(job => (job.Metadata.Name, job.Spec.Template.Spec)));

    [Fact]
    public void every_file_of_the_folder_is_a_resource() =>
        Assert.Equal(
            Directory
                .GetFiles(Folder, "*.yaml")
                .Select(Path.GetFileName)
                .Where(file => file != "kustomization.yaml")
                .Order(StringComparer.Ordinal),
            Resources().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void every_role_runs_somewhere_and_no_role_twice()
    {
        var roles = Roles.SelectMany(role => Args(role.Spec.Template.Spec)[^1].Split(','));
        Assert.Equal(RunOptions.KnownRoles.Order(StringComparer.Ordinal), roles.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_command_is_one_that_the_program_has() =>
        Assert.All(Pods, one => Assert.Empty(StreamingProgram.CreateRoot().Parse(Args(one.Pod)).Errors));

    [Fact]
    public void every_setting_is_one_that_the_program_reads_and_accepts()
    {
        var shared = objects.OfType<V1ConfigMap>().Single().Data;
        Assert.All(
            Pods,
            one =>
            {
                var variables = new Hashtable((IDictionary)shared);
                foreach (var own in one.Pod.Containers.Single().Env ?? [])
                    variables[own.Name] = own.Value;
                variables["STREAMING__Postgres__Password_FILE"] = Path.Combine(Folder, "kustomization.yaml"); // any file that is there
                Assert.NotNull(SettingsLoader.Load(Path.Combine(RepositoryRoot.Find(), "ops", "config"), variables));
            }
        );
    }

    [Fact]
    public void the_secret_is_mounted_where_the_settings_look_for_it()
    {
        var file = objects.OfType<V1ConfigMap>().Single().Data["STREAMING__Postgres__Password_FILE"];
        Assert.All(
            Pods,
            one => Assert.Contains(one.Pod.Containers.Single().VolumeMounts, mount => mount.MountPath == Path.GetDirectoryName(file))
        );
    }

    [Fact]
    public void no_pod_has_rights_that_it_does_not_need()
    {
        Assert.All(
            Pods,
            one =>
            {
                var container = one.Pod.Containers.Single();
                Assert.True(one.Pod.SecurityContext.RunAsNonRoot);
                Assert.False(one.Pod.AutomountServiceAccountToken);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.Contains("memory", container.Resources.Limits.Keys);
            }
        );
    }

    [Fact]
    public void every_role_is_probed_where_it_listens()
    {
        Assert.All(
            Roles,
            role =>
            {
                var container = role.Spec.Template.Spec.Containers.Single();
                Assert.Equal(new ListenOptions().Port, container.Ports.Single().ContainerPort);
                Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
                Assert.Equal("/health/live", container.StartupProbe.HttpGet.Path);
                Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            }
        );
    }

    [Fact]
    public void services_budgets_and_hosts_name_pods_that_are_there()
    {
        var labels = Roles.Select(role => role.Spec.Template.Metadata.Labels["app"]).ToList();
        Assert.All(Roles, role => Assert.Equal(role.Spec.Template.Metadata.Labels, role.Spec.Selector.MatchLabels));
        Assert.All(objects.OfType<V1Service>(), service => Assert.Contains(service.Spec.Selector["app"], labels));
        Assert.Equal(labels, objects.OfType<V1PodDisruptionBudget>().Select(budget => budget.Spec.Selector.MatchLabels["app"]));
        var services = objects.OfType<V1Service>().Select(service => service.Metadata.Name).ToList();
        var paths = objects.OfType<V1Ingress>().Single().Spec.Rules.Single().Http.Paths;
        Assert.All(paths, path => Assert.Contains(path.Backend.Service.Name, services));
    }

    private static string Folder => Path.Combine(RepositoryRoot.Find(), "ops", "k8s");

    private static string[] Args(V1PodSpec pod) => [.. pod.Containers.Single().Args];

    /// <summary>Files that the kustomization names.</summary>
    private static IEnumerable<string> Resources() =>
        File.ReadAllLines(Path.Combine(Folder, "kustomization.yaml"))
            .Where(line => line.StartsWith("  - ", StringComparison.Ordinal) && line.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(line => line[4..]);

    private static IEnumerable<object> Load(string file) =>
        KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, file)), Kinds, strict: true);
}
