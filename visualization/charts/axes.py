"""Figures drawn with Matplotlib, on axes that a paper can restyle.

Matplotlib comes with the extra ``notebooks`` and is imported when something is drawn. Colours are those of all other
pictures. Headings and units stand where Matplotlib keeps them: title and axis labels, to be changed by ``set_title``
and ``set_ylabel``.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ...scenarios.toml.sanitize import clean
from ..language.formatting import BOUNDLESS
from .bars import Bar
from .dependence import across_of, ends
from .grammar import BarFigure, ChartFigure, CurveFigure, DependenceFigure, LevelFigure, PlaneFigure, WeekFigure
from .heatmap import tint
from .lines import Line, colour
from .svg import COLOURS, FAINT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
    "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Noto Sans CJK JP",
)  # fmt: skip
_MARKS = ("o", "s", "^", "D", "v", "P")


def plot(figure: ChartFigure, ax: Axes | None = None) -> Axes:
    """Draw a figure on axes and return them; on those of a new figure if none are given.

    Raises
    ------
    ImportError
        If Matplotlib is not installed.
    """
    axes = new_axes() if ax is None else ax
    match figure:
        case BarFigure():
            _bars(figure, axes)
        case LevelFigure():
            _levels(figure, axes)
        case DependenceFigure():
            _dependences(figure, axes)
        case CurveFigure():
            _curve(figure, axes)
        case PlaneFigure():
            _plane(figure, axes)
        case WeekFigure():
            _weeks(figure, axes)
    axes.set_title(_plain(figure.heading))
    _use_chinese(axes.findobj(lambda artist: hasattr(artist, "set_fontfamily")))
    return axes


MISSING = (
    "plot() draws with Matplotlib, which is not installed; it comes with the extra notebooks: "
    "pip install 'cogov[notebooks]'"
)


def new_axes(missing: str = MISSING) -> Axes:
    """Return the axes of a new figure.

    Parameters
    ----------
    missing : str
        What to say where there is no Matplotlib.

    Raises
    ------
    ImportError
        If Matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise ImportError(missing) from None
    return pyplot.subplots(layout="constrained")[1]


def _use_chinese(texts: Iterable[Any]) -> None:
    """Let texts with Chinese characters fall back on the first Chinese font that is installed, and no others."""
    chinese = [each for each in texts if _wide(each.get_text())]
    font = _chinese_fonts()[:1] if chinese else []
    for each in chinese:
        each.set_fontfamily([*each.get_fontfamily(), *font])


def _wide(text: str) -> bool:
    return any(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def _plain(text: str) -> str:
    """Return a text that Matplotlib shows as it is: without control characters, and a dollar sign is no formula."""
    return clean(text).replace("$", r"\$")


def _reach(bar: Bar) -> tuple[float, float] | None:
    """Return how far the interval of a bar reaches to both sides; None where it has no ends."""
    ends = (bar.low, bar.high)
    if not all(math.isfinite(end) and abs(end) < BOUNDLESS for end in ends):
        return None
    return max(0.0, bar.value - bar.low), max(0.0, bar.high - bar.value)


def _bars(figure: BarFigure, axes: Axes) -> None:
    plot_bars(axes, figure.bars)
    axes.set_xlabel(_plain(figure.unit), wrap=True)


def _levels(figure: LevelFigure, axes: Axes) -> None:
    places: list[float] = []
    labels: list[str] = []
    start = 0.0
    for effect in figure.effects:
        for style, line in enumerate(effect.lines.values()):
            at = [start + place for place in range(len(line))]
            mean = [row[0] for row in line]
            reach = [[row[0] - row[1] for row in line], [row[2] - row[0] for row in line]]
            axes.errorbar(
                at, mean, yerr=reach, color=COLOURS[style % len(COLOURS)], marker=_MARKS[style % len(_MARKS)], capsize=3
            )
        places += [start + place for place in range(len(effect.levels))]
        labels += [_plain(level) for level in effect.levels]
        middle = start + (len(effect.levels) - 1) / 2
        axes.annotate(_plain(effect.title), (middle, 0.98), xycoords=("data", "axes fraction"), ha="center", va="top")
        start += len(effect.levels) + 1.0
        if effect is not figure.effects[-1]:
            axes.axvline(start - 1.0, color=INK, linewidth=0.5, alpha=0.4)
    axes.margins(y=0.15)  # room for the names of the factors
    axes.set_xticks(places, labels)
    axes.set_ylabel(_plain(figure.unit), wrap=True)


def _dependences(figure: DependenceFigure, axes: Axes) -> None:
    """Draw the panels side by side on one pair of axes, each stretched to the same width."""
    places: list[float] = []
    labels: list[str] = []
    for number, panel in enumerate(figure.panels):
        low, high = across_of(panel)

        def along(value: float, low: float = low, high: float = high, number: int = number) -> float:
            return 1.15 * number + (value - low) / (high - low)

        axes.scatter([along(x) for x, _ in panel.dots], [y for _, y in panel.dots], s=8, color=FAINT, zorder=2)
        at, means = [along(x) for x in panel.at], [row[0] for row in panel.line]
        if panel.labels:
            reach = [[row[0] - row[1] for row in panel.line], [row[2] - row[0] for row in panel.line]]
            axes.errorbar(at, means, yerr=reach, color=COLOURS[0], marker="o", linestyle="none", capsize=3, zorder=3)
        else:
            axes.fill_between(at, [row[1] for row in panel.line], [row[2] for row in panel.line],
                              color=COLOURS[0], alpha=0.18, linewidth=0)  # fmt: skip
            axes.plot(at, means, color=COLOURS[0], marker="o", zorder=3)
        if panel.crossing is not None:
            least, middle, most = (along(min(max(value, low), high)) for value in panel.crossing)
            axes.axvspan(least, most, color=COLOURS[1], alpha=0.12)
            axes.axvline(middle, color=COLOURS[1], linestyle="--", linewidth=1)
        shown = panel.labels or [f"{value:.3g}" for value in panel.at]
        places += at
        labels += [_plain(label) for label in shown]
        axes.annotate(_plain(panel.title), (1.15 * number + 0.5, 0.98), xycoords=("data", "axes fraction"),
                      ha="center", va="top")  # fmt: skip
    axes.axhline(0.0, color=INK, linewidth=1)
    axes.set_ylim(*ends(figure.panels))
    axes.set_xticks(places, labels, rotation=45)
    axes.set_ylabel(_plain(figure.unit), wrap=True)


def _curve(figure: CurveFigure, axes: Axes) -> None:
    axes.plot([dot.x for dot in figure.dots], [dot.y for dot in figure.dots], color=INK, linewidth=1, zorder=1)
    for dot in figure.dots:
        style: dict[str, Any] = {"edgecolors": INK, "linewidths": 2.0, "s": 120} if dot.chosen else {"s": 40}
        mark = _MARKS[dot.kind % len(_MARKS)]
        axes.scatter([dot.x], [dot.y], color=COLOURS[dot.kind % len(COLOURS)], marker=mark, zorder=2, **style)
    axes.set_xlabel(_plain(figure.x), wrap=True)
    axes.set_ylabel(_plain(figure.y), wrap=True)


def _plane(figure: PlaneFigure, axes: Axes) -> None:
    from matplotlib.colors import to_rgb

    rows = figure.panel.rows
    axes.imshow([[to_rgb(tint(square.shade)) for square in squares] for _, squares in rows], aspect="auto")
    for down, (_, squares) in enumerate(rows):
        for over, square in enumerate(squares):
            ink = "#ffffff" if square.shade > 0.85 else INK
            axes.annotate(_plain(f"{square.mark}\n{square.text}"), (over, down), ha="center", va="center", color=ink)
    axes.set_xticks(range(len(figure.panel.columns)), [_plain(label) for label in figure.panel.columns])
    axes.set_yticks(range(len(rows)), [_plain(label) for label, _ in rows])
    axes.set_xlabel(_plain(figure.x))
    axes.set_ylabel(_plain(figure.y))


def _weeks(figure: WeekFigure, axes: Axes) -> None:
    for line in figure.lines:
        weeks, colour = range(1, len(line.middle) + 1), COLOURS[line.style % len(COLOURS)]
        if line.low is not None and line.high is not None:
            axes.fill_between(weeks, line.low, line.high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(weeks, line.middle, color=colour, label=_plain(line.label))
    axes.axhline(0.0, color=INK, linewidth=1)
    axes.set_xlabel(_plain(figure.week))
    axes.set_ylabel(_plain(figure.unit))
    axes.legend()


def has_chinese_font() -> bool:
    """Tell whether Matplotlib finds a font with Chinese signs."""
    return bool(_chinese_fonts())


def _chinese_fonts() -> list[str]:
    from matplotlib import font_manager

    names = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in CHINESE_FONTS if name in names]


def write_labels(ax: Axes, *, title: str, x: str, y: str) -> None:
    """Write title and axis labels, in fonts that have their signs; a dollar is a dollar, not mathematics."""
    texts = [ax.set_title(title), ax.set_xlabel(x), ax.set_ylabel(y), *ax.get_yticklabels()]
    legend = ax.get_legend()
    texts += legend.get_texts() if legend else []
    _use_chinese(texts)
    for text in texts:
        text.set_parse_math(False)


def plot_lines(ax: Axes, lines: Sequence[Line], *, events: Sequence[int] = ()) -> None:
    """Draw curves over weeks with their bands, a dotted vertical for each event, and a legend."""
    weeks = range(1, len(lines[0].middle) + 1)
    drawn = []
    for line in lines:
        if line.low is not None and line.high is not None:
            ax.fill_between(weeks, line.low, line.high, color=colour(line.style), alpha=0.18, linewidth=0)
        pattern = (0, tuple(map(float, line.dash.split()))) if line.dash else "solid"
        drawn += ax.plot(weeks, line.middle, color=colour(line.style), linestyle=pattern, label=_label(line.label))
    for week in sorted(set(events)):
        ax.axvline(week, color=FAINT, linestyle=":", linewidth=1.0)
    ax.legend(handles=drawn)


def _label(text: str) -> str:
    """Return a label that Matplotlib shows: it hides those that begin with an underscore."""
    return f" {text}" if text.startswith("_") else text


def plot_bars(ax: Axes, bars: Sequence[Bar]) -> None:
    """Draw bars from 0, from top to bottom, with intervals as whiskers where both ends are known."""
    places = range(len(bars))
    values = [bar.value for bar in bars]
    shades = [COLOURS[0] if value >= 0 else COLOURS[1] for value in values]
    ax.barh(places, values, color=shades, alpha=0.75)
    for place, bar in zip(places, bars, strict=True):
        if reach := _reach(bar):
            ax.errorbar([bar.value], [place], xerr=[[reach[0]], [reach[1]]], color=INK, capsize=3)
    ax.axvline(0.0, color=INK, linewidth=1.0)
    ax.set_yticks(places, [clean(bar.name) for bar in bars], parse_math=False)
    if not ax.yaxis_inverted():
        ax.invert_yaxis()


def plot_profile(
    ax: Axes,
    steps: Sequence[tuple[float, float]],
    *,
    best: float,
    region: tuple[float, float],
    threshold: float,
    seen: float,
    log: bool,
) -> None:
    """Draw a profile with its threshold and the region below it; arguments as of :func:`.profile.profile_chart`.

    Parameters
    ----------
    seen : float
        Top of the axis; what rises higher leaves the picture.
    """
    values, rises = zip(*steps, strict=True)
    low, high = (min(max(end, values[0]), values[-1]) for end in region)
    ax.axvspan(low, high, color=COLOURS[0], alpha=0.12, linewidth=0)
    ax.axhline(threshold, color=FAINT, linestyle="--", linewidth=1.0)
    ax.plot(values, rises, color=COLOURS[0], marker="o", markersize=4)
    ax.plot([best], [0.0], color=COLOURS[0], marker="o", markeredgecolor=INK, markersize=9, clip_on=False)
    ax.set_ylim(0.0, seen)
    if log:
        ax.set_xscale("log")
