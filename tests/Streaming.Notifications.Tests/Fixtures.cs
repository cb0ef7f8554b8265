using Streaming.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
