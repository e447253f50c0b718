using Engram.EndToEnd;

[assembly: AssemblyFixture(typeof(Instance))]
