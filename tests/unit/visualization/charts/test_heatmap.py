from cogov.visualization.charts.heatmap import Panel, Square, planes, tint


def test_shades_run_from_vermilion_over_white_to_blue():
    assert (tint(-2.0), tint(0.0), tint(1.0), tint(float("nan"))) == ("#d55e00", "#ffffff", "#0072b2", "#ffffff")
    drawing = planes(
        [("down", [Panel("one", ["×1"], [("a", [Square("+", "+1.0", 1.0)])])])], heading="h", x="across", notes=["n"]
    )
    assert "#0072b2" in drawing.markup()
