namespace Engram.Learning.Memory;

/// <summary>What one memory has learned, without anything that belongs to a running task.</summary>
/// <param name="Name">The parameter group.</param>
/// <param name="Theta">θ, [M].</param>
/// <param name="Visits">How often each local model was taught, [M].</param>
/// <param name="Updates">How many updates θ has had.</param>
public sealed record RememberedGroup(string Name, double[] Theta, long[] Visits, long Updates);
