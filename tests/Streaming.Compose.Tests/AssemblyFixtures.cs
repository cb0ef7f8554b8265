using Streaming.Compose.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningStack))]
