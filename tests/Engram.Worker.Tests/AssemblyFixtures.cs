using Engram.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
