using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>Many doubles as one short word that changes with any bit of any of them.</summary>
internal static class Bits
{
    public static string HashOf(IEnumerable<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(values.ToArray())))[..16];
}
