using System.Numerics;
using Engram.Dynamics;
using Engram.Dynamics.Batches;
using Engram.Dynamics.Robots;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>W5: the torques of a seven-joint arm with its hand for 1,024 motions at once, by Newton and Euler.</summary>
internal sealed class InverseDynamicsBatches : IWorkloadFamily
{
    private const int Batch = 1024;

    public string Group => "W5";

    public IEnumerable<Workload> Workloads =>
    [
        new("rnea-f32", "the torques of one motion, in a batch of 1,024, single precision", new Goal { Rate = 60e6 }, static () => new Single()) { OperationsPerRun = Batch },
        new("rnea-f64", "the torques of one motion, in a batch of 1,024, double precision", new Goal { Rate = 20e6 }, static () => new Double()) { OperationsPerRun = Batch },
    ];

    /// <summary>An arm and motions, joint after joint as both sides want them.</summary>
    private abstract class Motions<T> : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private static readonly RobotModel Model = KukaLwr4.ArmWithHand;

        protected Motions()
        {
            Arm = new BatchedArm<T>(Model);
            Data = new BatchData<T>(Arm);
            (Q, Velocity, Acceleration) = (Numbers("q", 1.5), Numbers("velocity", 1), Numbers("acceleration", 3));
            Torque = new T[Q.Length];
        }

        public SafeTensorsFile Inputs
        {
            get
            {
                var file = new SafeTensorsBuilder();
                foreach (var (name, numbers) in new[] { ("q", Q), ("v", Velocity), ("a", Acceleration) }) file.Add<T>(name, numbers, [Model.DegreesOfFreedom, Batch]);
                Add(file, "offset", 3, link => [link.Joint.Offset.X, link.Joint.Offset.Y, link.Joint.Offset.Z]);
                Add(file, "axis", 3, link => [link.Joint.Axis.X, link.Joint.Axis.Y, link.Joint.Axis.Z]);
                Add(file, "mass", 1, link => [link.Inertia.Mass]);
                Add(file, "moment", 3, link => [link.Inertia.FirstMoment.X, link.Inertia.FirstMoment.Y, link.Inertia.FirstMoment.Z]);
                Add(file, "inertia", 9, link => link.Inertia.InertiaAtOrigin is var i ? [i.Xx, i.Xy, i.Xz, i.Xy, i.Yy, i.Yz, i.Xz, i.Yz, i.Zz] : []);
                return file.Add<T>("gravity", Converted([Model.Gravity.X, Model.Gravity.Y, Model.Gravity.Z])).Build();
            }
        }

        protected BatchedArm<T> Arm { get; }

        protected BatchData<T> Data { get; }

        protected T[] Q { get; }

        protected T[] Velocity { get; }

        protected T[] Acceleration { get; }

        protected T[] Torque { get; }

        public abstract void Run();

        public SafeTensorsFile Results() => new SafeTensorsBuilder().Add<T>("torque", Torque, [Model.DegreesOfFreedom, Batch]).Build();

        private static T[] Numbers(string name, double deviation) =>
            [.. Drawn.Normal(name, Model.DegreesOfFreedom * Batch, deviation).Select(T.CreateChecked)];

        private static void Add(SafeTensorsBuilder file, string name, int width, Func<Link, double[]> numbers) =>
            file.Add<T>(name, Converted([.. Model.Links.SelectMany(numbers)]), [Model.DegreesOfFreedom, width]);

        private static T[] Converted(double[] numbers) => [.. numbers.Select(T.CreateChecked)];
    }

    private sealed class Single : Motions<float>
    {
        public override void Run() => BatchedInverseDynamics.NewtonEuler(Arm, Data, Q, Velocity, Acceleration, Torque);
    }

    private sealed class Double : Motions<double>
    {
        public override void Run() => BatchedInverseDynamics.NewtonEuler(Arm, Data, Q, Velocity, Acceleration, Torque);
    }
}
