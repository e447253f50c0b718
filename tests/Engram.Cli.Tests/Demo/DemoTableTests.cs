using System.Text.Json.Nodes;
using Engram.Cli.Demo;
using Engram.Testing;

namespace Engram.Cli.Tests.Demo;

public sealed class DemoTableTests
{
    [Fact]
    public void A_table_shows_means_intervals_published_numbers_and_what_diverged() => Approved.Text(
        string.Join('\n', DemoTable.Draw(JsonNode.Parse(
            """
            {"title": "Table I", "caption": "MSE in Nm².", "source": "Meier 2018, table I", "columns": ["GD", "MetaGD"], "rows": [
              {"row": "η = 0.01", "task": "light", "cells": [
                {"n": 3, "notFinite": 0, "mean": {"value": 127.2212, "low": 45.44, "high": 1234.5678}, "published": 234.276},
                {"n": 0, "notFinite": 3, "mean": {"value": "NaN", "low": "NaN", "high": "NaN"}, "published": 0.592737}]},
              {"row": "η = 0.01", "task": "heavy", "cells": [
                {"n": 2, "notFinite": 1, "mean": {"value": 0.2571, "low": -0.03525, "high": "Infinity"}},
                {"n": 0, "notFinite": 0, "mean": {"value": "NaN", "low": "NaN", "high": "NaN"}, "published": 0}]}]}
            """)!)),
        "table");
}
