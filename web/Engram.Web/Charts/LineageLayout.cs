namespace Engram.Web.Charts;

/// <summary>Where the nodes of a <see cref="LineageChart"/> stand: a column to the right of everything they started from.</summary>
/// <remarks>Transfers never form a cycle, since a checkpoint exists before what starts from it; should data say otherwise, the edge back is ignored for the columns.</remarks>
internal sealed class LineageLayout
{
    public const int NodeWidth = 132;
    public const int NodeHeight = 44;
    private const int ColumnStep = NodeWidth + 96;
    private const int RowStep = NodeHeight + 20;

    private readonly Dictionary<string, (int Column, int Row)> places = [];

    public LineageLayout(IReadOnlyList<LineageBox> nodes, IReadOnlyList<LineageArrow> edges)
    {
        var parents = edges.ToLookup(edge => edge.To, edge => edge.From);
        var columns = new Dictionary<string, int>();
        foreach (var node in nodes)
        {
            ColumnOf(node.Key, parents, columns, []);
        }
        var heights = new Dictionary<int, int>();
        foreach (var node in nodes)
        {
            var column = columns[node.Key];
            places[node.Key] = (column, heights.TryGetValue(column, out var row) ? row : 0);
            heights[column] = places[node.Key].Row + 1;
        }
        Width = nodes.Count == 0 ? 0 : (columns.Values.Max() + 1) * ColumnStep - (ColumnStep - NodeWidth) + 2;
        Height = nodes.Count == 0 ? 0 : heights.Values.Max() * RowStep - (RowStep - NodeHeight) + 2;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Upper left corner of a node, pixels.</summary>
    public (int X, int Y) Place(string key) => (places[key].Column * ColumnStep + 1, places[key].Row * RowStep + 1);

    /// <summary>The curve of an edge's k-th kind and where its word stands.</summary>
    public (string Path, double X, double Y) Curve(LineageArrow edge, int kind)
    {
        var (from, to) = (Place(edge.From), Place(edge.To));
        var spread = (kind - (edge.Kinds.Count - 1) / 2.0) * 15;
        var (x1, y1) = (from.X + NodeWidth, from.Y + NodeHeight / 2.0 + spread);
        var (x2, y2) = (to.X, to.Y + NodeHeight / 2.0 + spread);
        var middle = (x1 + x2) / 2.0;
        return ($"M{x1} {Axis.Text(y1)}C{Axis.Text(middle)} {Axis.Text(y1)} {Axis.Text(middle)} {Axis.Text(y2)} {x2 - 5} {Axis.Text(y2)}", middle, (y1 + y2) / 2 - 3);
    }

    private static int ColumnOf(string key, ILookup<string, string> parents, Dictionary<string, int> columns, HashSet<string> under)
    {
        if (columns.TryGetValue(key, out var known))
        {
            return known;
        }
        under.Add(key);
        var column = parents[key].Where(parent => !under.Contains(parent)).Select(parent => ColumnOf(parent, parents, columns, under) + 1).DefaultIfEmpty(0).Max();
        under.Remove(key);
        return columns[key] = column;
    }
}
