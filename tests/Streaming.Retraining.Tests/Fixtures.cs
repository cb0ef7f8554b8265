using Streaming.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
