using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ProcessorTests
{
    [Fact]
    public void A_processor_without_fused_multiply_add_is_warned_of_and_told_what_to_do()
    {
        Assert.Null(Processor.Warn(fused: true));
        var warning = Processor.Warn(fused: false);
        Assert.Contains("no fused multiply-add", warning, StringComparison.Ordinal);
        Assert.Contains("Use a machine with AVX2 or ARM64.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_names_width_and_fused_multiply_add()
    {
        Assert.Equal("512-bit vectors with fused multiply-add", Processor.Describe(VectorWidth.Bits512, fused: true));
        Assert.Equal("no vectors without fused multiply-add", Processor.Describe(VectorWidth.Single, fused: false));
        Assert.Equal(Processor.Describe(VectorWidths.Widest, Processor.HasFusedMultiplyAdd), Processor.Summary);
    }
}
