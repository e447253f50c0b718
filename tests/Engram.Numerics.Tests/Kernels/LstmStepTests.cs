using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Kernels;

public sealed class LstmStepTests
{
    [Fact]
    public void A_step_in_one_pass_is_its_parts_one_by_one_bit_for_bit_at_every_width()
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            foreach (var (rows, units) in Enumerable.Range(1, 70).Select(units => (1 + (units % 3), units)).Append((2, 200)))
            {
                var random = RandomStream.FromSeed((ulong)units);
                var gates = Numbers(random, rows * LstmStackShape.Gates * units);
                var cell = Numbers(random, rows * units);
                var (expectedCell, expectedTangent, expectedHidden) = PartByPart(gates, cell, rows, units);

                var (next, tangent, hidden) = (new float[cell.Length], new float[cell.Length], new float[cell.Length]);
                Step(new() { Rows = rows, Units = units, Gates = gates, Cell = cell, NextCell = next, Tangent = tangent, Hidden = hidden }, width);
                Assert.Equal(Bits(expectedCell, expectedTangent, expectedHidden), Bits(next, tangent, hidden));

                hidden = new float[cell.Length];
                Step(new() { Rows = rows, Units = units, Gates = gates, Cell = cell, NextCell = cell, Hidden = hidden }, width); // in place, tanh c' unwanted
                Assert.Equal(Bits(expectedCell, expectedHidden), Bits(cell, hidden));
            }
        }
    }

    private static void Step(LstmRows<float> rows, VectorWidth width)
    {
        var pass = new LstmStep(in rows);
        LanePass.Run<float, LstmStep>(ref pass, rows.Units, width);
    }

    private static (float[] Cell, float[] Tangent, float[] Hidden) PartByPart(float[] gates, float[] cell, int rows, int units)
    {
        var (next, tangent) = (new float[cell.Length], new float[cell.Length]);
        new LstmRows<float> { Rows = rows, Units = units, Activations = gates, Cell = cell, NextCell = next }.Run(LstmPart.Advance, VectorWidth.Single);
        ElementaryMap.Apply<float, HyperbolicTangent>(next, tangent, VectorWidth.Single);
        float[] hidden = [.. tangent];
        new LstmRows<float> { Rows = rows, Units = units, Activations = gates, Hidden = hidden }.Run(LstmPart.Open, VectorWidth.Single);
        return (next, tangent, hidden);
    }

    private static int[] Bits(params float[][] numbers) => [.. numbers.SelectMany(row => row).Select(BitConverter.SingleToInt32Bits)];

    private static float[] Numbers(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-3, 3))];
}
