using Engram.Worker.Execution;

namespace Engram.Worker.Tests.Execution;

public sealed class ProcessorShareTests
{
    [Theory]
    [InlineData(8, 0, 8)] // the run that asks has not been counted yet
    [InlineData(8, 1, 8)]
    [InlineData(8, 2, 4)]
    [InlineData(8, 3, 2)]
    [InlineData(8, 5, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 9, 1)]
    public void Processors_of_free_places_are_shared_out_and_none_is_given_twice(int processors, int runs, int each)
    {
        Assert.Equal(each, ProcessorShare.Of(processors, runs));
        Assert.True(each * runs <= processors || each == 1);
    }
}
