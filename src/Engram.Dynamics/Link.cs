using Engram.Dynamics.Joints;
using Engram.Dynamics.Spatial;

namespace Engram.Dynamics;

/// <summary>One link of a chain and the joint that carries it.</summary>
/// <param name="Joint">The joint between this link and the one before it.</param>
/// <param name="Inertia">The link's body in the frame of the link, whose origin lies on the joint's axis.</param>
public sealed record Link(RevoluteJoint Joint, SpatialInertia Inertia);
