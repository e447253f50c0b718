using System.Text;
using Engram.Numerics.Serialization;

namespace Engram.Numerics.Tests.Serialization;

public sealed class SafeTensorsFileTests
{
    [Fact]
    public void Files_go_into_one_another_under_a_prefix()
    {
        var inner = new SafeTensorsBuilder().Add<double>("theta", [1, 2]).AddMetadata("kind", "inner").Build();
        var outer = new SafeTensorsBuilder().Add<long>("updates", [3]).AddMetadata("kind", "outer").AddAll("a/", inner).AddAll("ab/", inner);
        Assert.Equal(["a/theta", "ab/theta", "updates"], outer.Build().Tensors.Keys.Order());
        Assert.Equal("outer", outer.Build().Metadata["kind"]);
        Assert.Equal("theta", Assert.Single(outer.Build().Under("a/").Tensors).Key);
        Assert.Equal([1.0, 2], outer.Build().Under("ab/")["theta"].ToArray<double>());
        Assert.Contains("'a/theta' already", Assert.Throws<ArgumentException>(() => outer.AddAll("a/", inner)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_element_type_survives_writing_and_reading()
    {
        float[] singles = [1.5f, -0f, float.NaN, float.NegativeInfinity, float.Epsilon, BitConverter.UInt32BitsToSingle(0x7FC0BEEF)];
        double[] doubles = [Math.PI, -0.0, double.NaN, double.PositiveInfinity, BitConverter.UInt64BitsToDouble(0x7FF80000DEADBEEF)];
        var file = SafeTensorsFile.Parse(new SafeTensorsBuilder()
            .Add<float>("layer.weight", singles, [2, 3])
            .Add<double>("theta", doubles)
            .Add<long>("updates", [long.MinValue, 0, long.MaxValue])
            .Add<int>("labels", [int.MinValue, 7])
            .Add<byte>("image", [0, 255, 3])
            .Add<bool>("mask", [true, false])
            .Add<double>("scalar", [2.5], [])
            .Add<float>("empty", [], [0, 4])
            .AddMetadata("provenance", "[\"no-object\"]")
            .AddMetadata("λ \"quoted\"\\\n\u0001", "δ")
            .Build().ToBytes());

        Assert.Equal([2L, 3L], file["layer.weight"].Shape);
        Assert.Equal(singles.Select(BitConverter.SingleToUInt32Bits), file["layer.weight"].ToArray<float>().Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(doubles.Select(BitConverter.DoubleToUInt64Bits), file["theta"].ToArray<double>().Select(BitConverter.DoubleToUInt64Bits));
        Assert.Equal([long.MinValue, 0, long.MaxValue], file["updates"].ToArray<long>());
        Assert.Equal([int.MinValue, 7], file["labels"].ToArray<int>());
        Assert.Equal([0, 255, 3], file["image"].ToArray<byte>());
        Assert.Equal([true, false], file["mask"].ToArray<bool>());
        Assert.Equal([2.5], file["scalar"].ToArray<double>());
        Assert.Empty(file["scalar"].Shape);
        Assert.Equal([0L, 4L], file["empty"].Shape);
        Assert.Equal("[\"no-object\"]", file.Metadata["provenance"]);
        Assert.Equal("δ", file.Metadata["λ \"quoted\"\\\n\u0001"]);
    }

    // Byte for byte the expectation of test_serialization in the reference implementation, safetensors/src/tensor.rs.
    [Fact]
    public void Writes_the_bytes_of_the_reference_implementation()
    {
        var bytes = new SafeTensorsBuilder().Add<float>("attn.0", [0, 1, 2, 3, 4, 5], [1, 2, 3]).Build().ToBytes();
        byte[] expected =
        [
            64, 0, 0, 0, 0, 0, 0, 0,
            .. "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}"u8,
            0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, 128, 64, 0, 0, 160, 64,
        ];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Writes_widest_elements_first_then_names_by_their_bytes_and_pads_with_spaces()
    {
        var bytes = new SafeTensorsBuilder()
            .Add<byte>("u", [9])
            .Add<float>("\uFFFD", [1])
            .Add<float>("😀", [2])
            .Add<float>("a", [3])
            .Add<bool>("b", [true])
            .Add<double>("z", [4])
            .AddMetadata("second", "2").AddMetadata("first", "1")
            .Build().ToBytes();
        var length = (int)BitConverter.ToUInt64(bytes);
        var header = Encoding.UTF8.GetString(bytes.AsSpan(8, length));
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"__metadata__":{"first":"1","second":"2"},"z":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"""
            + "\"\uFFFD\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]},\"😀\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]},"
            + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[20,21]},\"b\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[21,22]}}",
            header.TrimEnd(' '));
        Assert.True(header.Length - header.TrimEnd(' ').Length < 8);
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_of_adding()
    {
        var forward = new SafeTensorsBuilder().Add<float>("a", [1]).Add<double>("b", [2]).AddMetadata("x", "1").AddMetadata("y", "2");
        var backward = new SafeTensorsBuilder().AddMetadata("y", "2").AddMetadata("x", "1").Add<double>("b", [2]).Add<float>("a", [1]);
        Assert.Equal(forward.Build().ToBytes(), backward.Build().ToBytes());
    }

    [Fact]
    public void A_file_that_was_read_is_written_again_unchanged()
    {
        var bytes = new SafeTensorsBuilder().Add<int>("one", [1, 2, 3, 4], [2, 2]).Add<bool>("two", [true]).AddMetadata("k", "v").Build().ToBytes();
        Assert.Equal(bytes, SafeTensorsFile.Parse(bytes).ToBytes());
    }

    [Fact]
    public void A_tensor_is_read_only_as_what_it_is()
    {
        var file = new SafeTensorsBuilder().Add<float>("w", [1, 2], [2]).Build();
        Assert.Contains("holds F32, and F64 was asked for", Assert.Throws<InvalidOperationException>(() => file["w"].ToArray<double>()).Message, StringComparison.Ordinal);
        Assert.Contains("room for 3", Assert.Throws<ArgumentException>(() => file["w"].CopyTo<float>(new float[3])).Message, StringComparison.Ordinal);
        Assert.Contains("It has: w.", Assert.Throws<KeyNotFoundException>(() => file["v"]).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => file["w"].ToArray<short>());
    }

    [Fact]
    public void A_truth_value_is_zero_or_one()
    {
        var bytes = new SafeTensorsBuilder().Add<bool>("mask", [true]).Build().ToBytes();
        bytes[^1] = 2;
        var tensor = SafeTensorsFile.Parse(bytes)["mask"];
        Assert.Throws<SafeTensorsFormatException>(() => tensor.ToArray<bool>());
    }

    [Fact]
    public void The_builder_refuses_what_could_not_be_read_again()
    {
        var builder = new SafeTensorsBuilder().Add<float>("w", [1]).AddMetadata("k", "v");
        Assert.Contains("already", Assert.Throws<ArgumentException>(() => builder.Add<float>("w", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("'v'", Assert.Throws<ArgumentException>(() => builder.AddMetadata("k", "u")).Message, StringComparison.Ordinal);
        Assert.Contains("reserved", Assert.Throws<ArgumentException>(() => builder.Add<float>("__metadata__", [1])).Message, StringComparison.Ordinal);
        Assert.Contains("2 values were given", Assert.Throws<ArgumentException>(() => builder.Add<float>("x", [1, 2], [3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add<float>("x", [1], [-1]));
    }
}
