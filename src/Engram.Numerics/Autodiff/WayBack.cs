namespace Engram.Numerics.Autodiff;

/// <summary>How a gradient goes back from a place to its inputs where nothing is recorded. What is known here is computed by kernels for all inputs at once, with
/// the bits of the pull-backs and with fewer places on the tape; it has no derivative.</summary>
internal enum WayBack
{
    /// <summary>By its pull-backs, one after the other.</summary>
    OneByOne,

    /// <summary>That of a layer, <see cref="LayerGradients"/>.</summary>
    Layer,

    /// <summary>That of a step along a gradient, a + number · b: what comes goes on to a as it is.</summary>
    Step,
}
