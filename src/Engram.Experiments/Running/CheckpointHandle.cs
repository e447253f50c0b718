namespace Engram.Experiments.Running;

/// <summary>Names a checkpoint that was saved or handed in.</summary>
/// <param name="Id">UUIDv7 of the checkpoint.</param>
public readonly record struct CheckpointHandle(Guid Id);

/// <summary>A checkpoint that a run starts from.</summary>
/// <param name="Handle">For <see cref="IRunContext.RecordTransfer"/>.</param>
/// <param name="Content">A safetensors file.</param>
public sealed record TransferInput(CheckpointHandle Handle, ReadOnlyMemory<byte> Content);
