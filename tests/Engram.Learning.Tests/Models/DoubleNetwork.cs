namespace Engram.Learning.Tests.Models;

/// <summary>The network of DenseNetwork once more, in double precision with plain loops; its loss is all that is used, so its derivative comes from differences.</summary>
internal static class DoubleNetwork
{
    public static double Loss(IReadOnlyList<int> sizes, double[] parameters, float[] inputs, float[] targets)
    {
        var batch = inputs.Length / sizes[0];
        var flow = inputs.Select(value => (double)value).ToArray();
        var offset = 0;
        for (var layer = 1; layer < sizes.Count; layer++)
        {
            var (from, to) = (sizes[layer - 1], sizes[layer]);
            var next = new double[batch * to];
            for (var sample = 0; sample < batch; sample++)
            {
                for (var output = 0; output < to; output++)
                {
                    var sum = parameters[offset + (from * to) + output];
                    for (var input = 0; input < from; input++)
                    {
                        sum += flow[(sample * from) + input] * parameters[offset + (input * to) + output];
                    }

                    next[(sample * to) + output] = layer < sizes.Count - 1 ? Math.Max(sum, 0) : sum;
                }
            }

            offset += (from + 1) * to;
            flow = next;
        }

        return flow.Zip(targets, (prediction, target) => (prediction - target) * (prediction - target)).Average();
    }
}
