using Engram.Web.Tests;

[assembly: AssemblyFixture(typeof(EngramInstance))]
