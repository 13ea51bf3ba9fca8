import math
import xml.etree.ElementTree as ET

from cogov.visualization.charts.bars import Bar, bar_chart


def test_bars_start_at_0_and_whiskers_span_the_interval():
    chart = bar_chart([Bar("up", 2.0, 1.0, 3.0), Bar("down", -1.0, -1.5, -0.5)], label="l", unit="u", width=600)
    up, down = chart.root.findall("rect")
    assert abs(float(up.get("width")) - 2 * float(down.get("width"))) < 0.2  # coordinates have one digit
    assert abs(float(down.get("x")) + float(down.get("width")) - float(up.get("x"))) < 0.11
    assert up.get("fill") != down.get("fill")
    assert len([line for line in chart.root.findall("line") if line.get("stroke-width") == "2"]) == 6


def test_no_interval_no_whisker_and_hostile_names_stay_text():
    chart = bar_chart([Bar("<b>\x1b[31mx", 0.0, math.nan, math.nan)], label="l", unit="u", heading="h")
    assert not [line for line in chart.root.findall("line") if line.get("stroke-width") == "2"]
    assert "&lt;b&gt;x" in chart.markup()
    ET.fromstring(chart.file())
