using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>W2: matrix products in single precision, from the layers of a small network to matrices that leave the cache.</summary>
/// <remarks>The kernel itself: an operation on the tape adds what <c>tape-add</c> shows.</remarks>
internal sealed class MatrixProducts : IWorkloadFamily
{
    private static readonly (int Rows, int Inner, int Columns, double Share)[] Shapes =
    [
        (10, 21, 100, 0.7), (10, 100, 50, 0), (64, 64, 64, 0.9), (128, 128, 128, 0.9), (256, 256, 256, 0.9), (512, 512, 512, 0.8), (1024, 1024, 1024, 0.8),
        (6, 25, 50176, 0), (16, 150, 6400, 0), (6, 25, 200704, 0), (16, 150, 25600, 0),
    ];

    public string Group => "W2";

    public IEnumerable<Workload> Workloads => Shapes.Select(shape => new Workload(
        $"gemm-{shape.Rows}x{shape.Inner}x{shape.Columns}", "one product [M × K] [K × N]",
        new Goal { Share = shape.Share > 0 ? shape.Share : null, AgainstBest = 0.9 },
        () => new Job(shape.Rows, shape.Inner, shape.Columns))
    {
        Peer = "gemm",
        Flops = 2.0 * shape.Rows * shape.Inner * shape.Columns,
        NativePeer = static job => OpenBlas.IsThere ? new OpenBlasJob((Job)job) : null,
    });

    private sealed class Job(int rows, int inner, int columns) : IJob
    {
        public (int Rows, int Inner, int Columns) Size => (rows, inner, columns);

        public float[] A { get; } = Drawn.Normal("a", rows * inner);

        public float[] B { get; } = Drawn.Normal("b", inner * columns);

        private readonly float[] _c = new float[rows * columns];

        public SafeTensorsFile Inputs => new SafeTensorsBuilder().Add<float>("a", A, [rows, inner]).Add<float>("b", B, [inner, columns]).Build();

        public void Run() => new MatrixProduct<float>
        {
            A = A, RowStride = inner, InnerStride = 1, B = B, C = _c, Rows = rows, Columns = columns, Inner = inner,
        }.Compute(VectorWidths.Widest);

        public SafeTensorsFile Results() => new SafeTensorsBuilder().Add<float>("c", _c, [rows, columns]).Build();
    }

    private sealed class OpenBlasJob(Job job) : IJob
    {
        private readonly float[] _c = new float[job.Size.Rows * job.Size.Columns];

        public SafeTensorsFile Inputs => job.Inputs;

        public void Run() => OpenBlas.Multiply(job.A, job.B, _c, job.Size.Rows, job.Size.Inner, job.Size.Columns);

        public SafeTensorsFile Results() => new SafeTensorsBuilder().Add<float>("c", _c, [job.Size.Rows, job.Size.Columns]).Build();
    }
}
