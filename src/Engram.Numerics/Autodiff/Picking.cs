using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Numbers chosen by integers, and put where integers say: each the reverse of the other.</summary>
public static class Picking
{
    /// <summary>Operations on a tensor.</summary>
    /// <param name="x">The tensor.</param>
    /// <typeparam name="T">float or double.</typeparam>
    extension<T>(Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The numbers at some places, counted row by row.</summary>
        /// <param name="places">Each from 0 to Count − 1; any may come again.</param>
        /// <param name="shape">The shape of the result: as many numbers as there are places.</param>
        /// <exception cref="ShapeException">The shape has another number of numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
        public Tensor<T> Take(ReadOnlySpan<int> places, Shape shape)
        {
            Require(nameof(Take), places, shape, x.Shape.Count);
            var numbers = x.Tape.Dense(x.Node);
            var result = x.Tape.Result(nameof(Take), shape, out var target);
            for (var index = 0; index < target.Length; index++)
            {
                target[index] = numbers[places[index]];
            }

            return result.KeepIntegers(places)
                .DependsOn(x, static (y, g) => g.Put(y.Integers, y.Input(0).Shape));
        }

        /// <summary>Zeros with the numbers added at some places, counted row by row, in their order.</summary>
        /// <param name="places">One for each number; numbers with the same place are added.</param>
        /// <param name="shape">The shape of the result.</param>
        /// <exception cref="ShapeException">There are more or fewer places than numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
        public Tensor<T> Put(ReadOnlySpan<int> places, Shape shape)
        {
            Require(nameof(Put), places, x.Shape, shape.Count);
            var numbers = x.Tape.Dense(x.Node);
            var result = x.Tape.Result(nameof(Put), shape, out var target);
            target.Clear();
            for (var index = 0; index < numbers.Length; index++)
            {
                target[places[index]] += numbers[index];
            }

            return result.KeepIntegers(places)
                .DependsOn(x, static (y, g) => g.Take(y.Integers, y.Input(0).Shape));
        }

        /// <summary>One number of each row: x[…, columns[row]].</summary>
        /// <param name="columns">For each row, in their order, a place along the last axis.</param>
        /// <returns>The shape without its last axis.</returns>
        /// <exception cref="ShapeException">There are more or fewer columns than rows, or no axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
        public Tensor<T> Pick(ReadOnlySpan<int> columns)
        {
            var shape = x.Shape.Without(-1);
            var extent = x.Shape[-1];
            Require(nameof(Pick), columns, shape, extent);
            Span<int> places = x.Tape.Integers(columns.Length);
            for (var row = 0; row < places.Length; row++)
            {
                places[row] = (row * extent) + columns[row];
            }

            return x.Take(places, shape);
        }

        /// <summary>Slices of one axis, in any order and as often as wanted: rows of a table, say.</summary>
        /// <param name="axis">Which axis.</param>
        /// <param name="indices">At least one; each a place along the axis.</param>
        /// <returns>The shape with as many slices along the axis as there are indices.</returns>
        /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
        public Tensor<T> Gather(int axis, ReadOnlySpan<int> indices)
        {
            var place = x.Shape.Position(axis);
            var extent = x.Shape.Padded(place);
            var shape = x.Shape.WithPadded(place, indices.Length);
            Require(nameof(Gather), indices, new Shape(indices.Length), extent);
            var inner = 1;
            for (var within = place + 1; within < Shape.MaxRank; within++)
            {
                inner *= shape.Padded(within);
            }

            Span<int> places = x.Tape.Integers(shape.Count);
            for (var index = 0; index < places.Length; index++)
            {
                var (outer, slice, rest) = (index / inner / indices.Length, index / inner % indices.Length, index % inner);
                places[index] = (((outer * extent) + indices[slice]) * inner) + rest;
            }

            return x.Take(places, shape);
        }
    }

    private static void Require(string operation, ReadOnlySpan<int> integers, Shape shape, int count)
    {
        if (integers.Length != shape.Count)
        {
            throw new ShapeException(operation, $"{integers.Length} integers for {shape}", $"It needs one for each number, {shape.Count}.");
        }

        foreach (var integer in integers)
        {
            if ((uint)integer >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(integers), integer, $"{operation} chooses among 0 to {count - 1}.");
            }
        }
    }
}
