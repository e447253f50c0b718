namespace Engram.Web.Charts;

/// <summary>How a condition looks in every chart: one of eight colours, and one of four dashes once the colours are used up.</summary>
/// <remarks>It follows from the condition's position in its study, which never changes: not from which conditions happen to be shown.</remarks>
internal static class ConditionStyle
{
    private const int Colours = 8;
    private const int Dashes = 4;

    /// <summary>CSS classes of the condition at a position: colour and dash.</summary>
    public static string Of(int position) => $"{Colour(position)} dash-{position / Colours % Dashes}";

    /// <summary>CSS class of its colour alone, for marks that are no lines.</summary>
    public static string Colour(int position) => $"condition-{position % Colours}";
}
