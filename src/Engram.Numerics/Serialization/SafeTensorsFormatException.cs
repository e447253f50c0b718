namespace Engram.Numerics.Serialization;

/// <summary>The bytes are not a safetensors file, or one this program does not read; the message says where and why.</summary>
public sealed class SafeTensorsFormatException : FormatException
{
    /// <summary>With the reason alone.</summary>
    public SafeTensorsFormatException(string reason) : base($"Not a readable safetensors file: {reason}") { }

    /// <summary>With the reason and what was found underneath it.</summary>
    public SafeTensorsFormatException(string reason, Exception inner) : base($"Not a readable safetensors file: {reason}", inner) { }
}
