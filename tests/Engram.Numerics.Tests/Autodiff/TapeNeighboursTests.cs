using System.Runtime.CompilerServices;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class TapeNeighboursTests
{
    private const long Pass = 7;
    private static readonly Shape[] Shapes = [new(2, 3), new(3), new(3, 1), new(1)];
    private static readonly float[] Numbers = [.. Enumerable.Range(1, 13).Select(number => 0.1f * number)];
    private readonly Tape<float> _tape = new();

    [Fact]
    public void Gradients_of_neighbours_are_neighbours_and_so_is_what_is_stepped_along_them()
    {
        ReadOnlySpan<Tensor<float>> p = _tape.Variables(Numbers, Shapes);
        for (var step = 0; step < 3; step++)
        {
            var gradients = Gradient.Of(Loss(p), p);
            Assert.True(Neighbours<float>.TryJoin(gradients, out _), $"The gradients of step {step}.");
            p = p.AddScaled(gradients, -0.1f);
            Assert.True(Neighbours<float>.TryJoin(p, out _), $"The parameters after step {step}.");
        }
    }

    [Fact]
    public void The_first_gradient_of_a_pass_lies_beside_those_of_its_neighbours_and_the_second_alone()
    {
        var p = _tape.Variables(Numbers, Shapes).ToArray();
        var last = _tape.GradientOf(p[3].Node, Pass);
        var first = _tape.GradientOf(p[0].Node, Pass);
        Assert.True(last.Follows(first, 12));
        Assert.True(first.IsOwner && first.IsDense && first.Shape == Shapes[0] && first.Neighbours == 0);
        p[0].Node.GradientOf = Pass;
        Assert.False(last.Follows(_tape.GradientOf(p[0].Node, Pass), 12));
        var next = _tape.GradientOf(p[0].Node, Pass + 1);
        Assert.False(next.Follows(first, 0));
        Assert.True(_tape.GradientOf(p[1].Node, Pass + 1).Follows(next, 6));
    }

    [Fact]
    public void A_tensor_without_neighbours_has_a_gradient_of_its_own()
    {
        var x = _tape.Variable(Numbers, new Shape(13));
        var (one, other) = (_tape.GradientOf(x.Node, Pass), _tape.GradientOf(x.Node, Pass));
        Assert.Equal(new Shape(13), one.Shape);
        Assert.False(one.Numbers.Overlaps(other.Numbers) || one.Numbers.Overlaps(x.Node.Numbers));
    }

    [Theory, InlineData("all", true), InlineData("borrowed", true), InlineData("the first of them", false), InlineData("the last of them", false), InlineData("with a gap", false)]
    [InlineData("in another order", false), InlineData("of two rooms", false), InlineData("alone", false), InlineData("none", false)]
    public void Room_is_lent_to_all_that_lie_together_and_to_nobody_else(string kind, bool isLent)
    {
        var p = kind == "borrowed" ? _tape.BorrowedVariables((float[])Numbers.Clone(), Shapes).ToArray() : _tape.Variables(Numbers, Shapes).ToArray();
        Tensor<float>[] tensors = kind switch
        {
            "the first of them" => p[..3],
            "the last of them" => p[1..],
            "with a gap" => [p[0], p[1], p[3]],
            "in another order" => [p[1], p[0], p[2], p[3]],
            "of two rooms" => [p[0], p[1], .. _tape.Variables(Numbers, Shapes)[2..]],
            "alone" => [_tape.Variable(Numbers, new Shape(13))],
            "none" => [],
            _ => p,
        };
        var room = new float[20];
        _tape.LendGradients(tensors, Pass, new ArraySegment<float>(room, 4, 13));
        var gradient = _tape.GradientOf(p[1].Node, Pass);
        Assert.Equal(isLent, ReferenceEquals(room, gradient.Storage));
        Assert.True(!isLent || gradient.Layout.Offset == 4 + 6, "Beside those in front of it.");
        Assert.NotSame(room, _tape.GradientOf(p[1].Node, Pass + 1).Storage);
    }

    [Theory, InlineData(0), InlineData(5), InlineData(17), InlineData(18, true), InlineData(30, true)]
    public void Room_is_not_lent_where_the_tensors_lie_themselves(int from, bool isLent = false)
    {
        var numbers = new float[50];
        var p = _tape.BorrowedVariables(numbers.AsMemory(5, 13), Shapes).ToArray();
        _tape.LendGradients(p, Pass, new ArraySegment<float>(numbers, from, 13));
        Assert.Equal(isLent, ReferenceEquals(numbers, _tape.GradientOf(p[0].Node, Pass).Storage));
    }

    [Fact]
    public void A_step_may_have_as_many_groups_of_neighbours_as_it_likes_and_the_next_one_begins_anew()
    {
        for (var step = 0; step < 3; step++)
        {
            _tape.Clear();
            var groups = Enumerable.Range(0, 9 + step).Select(group => _tape.Variables(Numbers.AsSpan(0, 3 + group), [new Shape(2), new Shape(1 + group)]).ToArray()).ToArray();
            Assert.Equal(Enumerable.Range(1, groups.Length), groups.Select(group => group[1].Node.Neighbours));
            var gradients = groups.SelectMany(group => group.Select(tensor => _tape.GradientOf(tensor.Node, Pass))).ToArray(); // the same pass: only a clear tape forgets where they were
            var numbers = 0f;
            foreach (var gradient in gradients)
            {
                gradient.Numbers.Fill(++numbers);
            }

            Assert.All(gradients.Index(), item => Assert.Equal(item.Index + 1, item.Item.Numbers.ToArray().Distinct().Single()));
            Assert.All(groups, group => Assert.Equal(Numbers[..group.Sum(tensor => tensor.Shape.Count)], group.SelectMany(tensor => tensor.ToArray())));
        }
    }

    [Fact]
    public void A_tape_that_grew_lets_go_of_what_was_lent()
    {
        var lent = LendAndGrow(_tape);
        _tape.Clear();
        GC.Collect();
        Assert.False(lent.TryGetTarget(out _));
        GC.KeepAlive(_tape);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<float[]> LendAndGrow(Tape<float> tape)
    {
        var p = tape.Variables(Numbers, Shapes);
        var room = new float[13];
        tape.LendGradients(p, Pass, room);
        Assert.Same(room, tape.GradientOf(p[0].Node, Pass).Storage);
        tape.Variable(new float[100_000], new Shape(100_000));
        return new WeakReference<float[]>(room);
    }

    private Tensor<float> Loss(ReadOnlySpan<Tensor<float>> p) =>
        _tape.Constant([1, 2, 3, 4, -5, 6, -7, 8], new Shape(4, 2)).Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3]).Square().Mean();
}
