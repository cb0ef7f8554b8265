using Streaming.Console.Tests.Browser;
using Streaming.EndToEnd;
using Streaming.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(KafkaFixture))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(ChromiumFixture))]
[assembly: AssemblyFixture(typeof(OlistStack))]
