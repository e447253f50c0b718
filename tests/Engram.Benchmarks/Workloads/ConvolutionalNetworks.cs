using Engram.Learning.Optimizers;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>W6: LeNet-5 on images of 28 × 28: two convolutions with ReLU and max-pooling, three layers.</summary>
internal sealed class ConvolutionalNetworks : IWorkloadFamily
{
    private const double Rate = 0.01;

    // Per image, forward: two for each weight and place of the window. Backward twice that, but for the images themselves.
    private const double FirstLayer = 2.0 * 6 * 25 * 784;
    private const double ForwardFlops = FirstLayer + (2.0 * 16 * 150 * 100) + (2.0 * ((400 * 120) + (120 * 84) + (84 * 10)));
    private const double TrainFlops = (3 * ForwardFlops) - FirstLayer;

    public string Group => "W6";

    public IEnumerable<Workload> Workloads =>
    [
        new("lenet-forward-64", "64 images forward", new Goal { Microseconds = 500 }, static () => new Forward(64)) { Peer = "lenet-forward", Flops = 64 * ForwardFlops },
        new("lenet-train-64", "a step of gradient descent on 64 images", new Goal { Microseconds = 1600, AgainstBest = 2.5 }, static () => new Training(64))
        {
            Peer = "lenet-train", Flops = 64 * TrainFlops,
        },
        new("lenet-train-256", "a step of gradient descent on 256 images", new Goal { Microseconds = 7000 }, static () => new Training(256))
        {
            Peer = "lenet-train", Flops = 256 * TrainFlops,
        },
    ];

    private abstract class Network(int images) : IJob
    {
        protected static readonly Shape[] Shapes =
        [
            new(6, 1, 5, 5), new(6), new(16, 6, 5, 5), new(16), new(400, 120), new(120), new(120, 84), new(84), new(84, 10), new(10),
        ];

        private static readonly string[] Names = ["c1", "c1 bias", "c2", "c2 bias", "d1", "d1 bias", "d2", "d2 bias", "d3", "d3 bias"];

        protected float[] Parameters { get; } = [.. Shapes.SelectMany((shape, index) =>
            Drawn.Normal(Names[index], shape.Count, index % 2 == 1 ? 0.05 : Math.Sqrt(2.0 / (shape.Count / shape[shape.Rank == 4 ? 0 : 1]))))];

        protected float[] Images { get; } = Patterned(images);

        protected int[] Labels { get; } = LabelsOf(images);

        protected Tape<float> Tape { get; } = new();

        public SafeTensorsFile Inputs => Named(Parameters).Add<float>("x", Images, [images, 1, 28, 28]).Add<int>("labels", Labels).Add<float>("rate", [(float)Rate]).Build();

        public abstract void Run();

        public abstract SafeTensorsFile Results();

        protected Tensor<float> Logits(ReadOnlySpan<Tensor<float>> p)
        {
            var flow = Tape.Constant(Images, new Shape(images, 1, 28, 28));
            flow = flow.Convolve(p[0], p[1], padding: 2).MaxPool(2, 2, Activation.Relu);
            flow = flow.Convolve(p[2], p[3]).MaxPool(2, 2, Activation.Relu);
            return flow.Reshape(new Shape(images, 400)).Linear(p[4], p[5], Activation.Relu).Linear(p[6], p[7], Activation.Relu).Linear(p[8], p[9]);
        }

        private static int[] LabelsOf(int images) => Drawn.Integers("labels", images, 10);

        // A pattern for each label, and noise: gradients then point somewhere, and a tie in a window that one side breaks otherwise than the other does not show.
        private static float[] Patterned(int images)
        {
            var (patterns, noise, labels) = (Drawn.Normal("patterns", 10 * 784), Drawn.Normal("images", images * 784, 0.5), LabelsOf(images));
            return [.. noise.Select((error, index) => error + patterns[(labels[index / 784] * 784) + (index % 784)])];
        }

        protected static SafeTensorsBuilder Named(ReadOnlySpan<float> flat)
        {
            var (file, from) = (new SafeTensorsBuilder(), 0);
            for (var index = 0; index < Shapes.Length; from += Shapes[index++].Count)
            {
                var shape = Shapes[index];
                file.Add(Names[index], flat.Slice(from, shape.Count), [.. Enumerable.Range(0, shape.Rank).Select(axis => (long)shape[axis])]);
            }
            return file;
        }
    }

    private sealed class Forward(int images) : Network(images)
    {
        private readonly float[] _logits = new float[images * 10];
        private readonly Tensor<float>[] _parts = new Tensor<float>[Shapes.Length];
        private readonly int _images = images;

        public override void Run()
        {
            Tape.Clear();
            Span<Tensor<float>> p = _parts; // constants: nothing is recorded
            for (int index = 0, from = 0; index < p.Length; from += Shapes[index++].Count)
            {
                p[index] = Tape.Constant(Parameters.AsSpan(from, Shapes[index].Count), Shapes[index]);
            }

            Logits(p).CopyTo(_logits);
        }

        public override SafeTensorsFile Results() => new SafeTensorsBuilder().Add<float>("y", _logits, [_images, 10]).Build();
    }

    private sealed class Training : Network
    {
        private readonly float[] _weights;
        private readonly float[] _gradient;
        private readonly Optimizer<float> _optimizer;

        public Training(int images)
            : base(images)
        {
            _weights = [.. Parameters];
            _gradient = new float[_weights.Length];
            _optimizer = new Optimizer<float>(new GradientDescentOptions { Rate = Rate }.Create<float>(_weights.Length));
        }

        public override void Run()
        {
            Tape.Clear();
            var p = Tape.Variables(_weights, Shapes);
            Gradient.CopyTo(Gradient.Of(Logits(p).CrossEntropy(Labels), p), _gradient);
            _optimizer.Step(_weights, _gradient);
        }

        public override SafeTensorsFile Results() => Named([.. _weights.Select((weight, index) => weight - Parameters[index])]).Build();
    }
}
