using Engram.Worker.Hosting;
using Microsoft.Extensions.Configuration;

namespace Engram.Worker.Tests.Hosting;

public sealed class WorkerSettingsTests
{
    [Fact]
    public void Defaults_are_a_run_per_processor_and_a_lease_of_half_a_minute()
    {
        var settings = Read(("ConnectionStrings:Engram", "Host=x"));
        Assert.Equal((Environment.ProcessorCount, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 5), (settings.Concurrency, settings.Lease, settings.Poll, settings.MaxLosses));
        Assert.Empty(settings.Assemblies);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        var settings = Read(("ConnectionStrings:Engram", "Host=x"), ("Runs:Engine", "postgres"), ("Runs:Concurrency", "7"), ("Runs:LeaseSeconds", "2.5"),
            ("Runs:PollSeconds", "0.1"), ("Runs:MaxLosses", "1"), ("Experiments:Assemblies", typeof(WorkerSettingsTests).Assembly.Location + "; "));
        Assert.Equal((7, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(0.1), 1), (settings.Concurrency, settings.Lease, settings.Poll, settings.MaxLosses));
        Assert.Single(settings.Assemblies);
    }

    [Fact]
    public void All_faults_are_named_at_once_with_what_is_allowed()
    {
        var refused = Assert.Throws<StartUpException>(() => Read(("Runs:Engine", "Quartz"), ("Runs:Concurency", "2"), ("Runs:Concurrency", "1.5"),
            ("Runs:LeaseSeconds", "30s"), ("Runs:MaxLosses", "0"), ("Experiments:Assemblies", "/nowhere.dll")));
        Assert.Equal(
            [
                "No database is named. Set ConnectionStrings__Engram, for example \"Host=localhost;Database=engram;Username=engram;Password=…\", or start with ./engram up, which brings its own.",
                "There is no setting Runs:Concurency. Did you mean 'Concurrency'?",
                "Runs:Engine is 'Quartz'; engines are Postgres (the default) and Hangfire.",
                $"Runs:Concurrency is '1.5'; allowed is a whole number from 1 to 1024, default {Environment.ProcessorCount}.",
                "Runs:LeaseSeconds is '30s'; allowed is a number from 2 to 86400, default 30.",
                "Runs:MaxLosses is '0'; allowed is a whole number from 1 to 100, default 5.",
                "Experiments:Assemblies names '/nowhere.dll', which is not a file.",
            ], refused.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void An_engine_that_is_not_built_in_is_refused_with_the_way_to_get_it() =>
        Assert.Contains("WithHangfire=true", Assert.Throws<StartUpException>(() => Read(("ConnectionStrings:Engram", "Host=x"), ("Runs:Engine", "Hangfire"))).Message);

    private static WorkerSettings Read(params (string Key, string Value)[] configuration) =>
        WorkerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(configuration.ToDictionary(c => c.Key, c => (string?)c.Value)).Build());
}
