using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Engram.Numerics.Random;

/// <summary>Which of the 2^128 streams: the Philox key and the high half of its counter.</summary>
/// <remarks>
/// 128 bits and not only the 64-bit key, so that a million streams collide with probability below 10^-26.
/// A child's identity is SHA-256 over the parent's identity and the child's name: it cannot depend on what was drawn or split before.
/// </remarks>
internal readonly record struct StreamIdentity(ulong Key, ulong Lane)
{
    private const int IdentityBytes = 16;

    public static StreamIdentity FromSeed(ulong seed)
    {
        Span<byte> text = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(text, seed);
        return Hash(text);
    }

    public StreamIdentity Child(string name)
    {
        var text = new byte[IdentityBytes + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Key);
        BinaryPrimitives.WriteUInt64LittleEndian(text.AsSpan(sizeof(ulong)), Lane);
        Encoding.UTF8.GetBytes(name, text.AsSpan(IdentityBytes));
        return Hash(text);
    }

    private static StreamIdentity Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return new StreamIdentity(
            BinaryPrimitives.ReadUInt64LittleEndian(digest),
            BinaryPrimitives.ReadUInt64LittleEndian(digest[sizeof(ulong)..]));
    }
}
