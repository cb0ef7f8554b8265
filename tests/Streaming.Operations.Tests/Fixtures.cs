using Streaming.Operations.Tests.Demo;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningDemo))]
