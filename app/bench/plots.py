"""Plots of the accuracy report as SVG. Imports nothing of ours; needs matplotlib, without a display or any global state."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

_WIDE = (8.0, 3.6)  # inches
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "countertalk",  # so that the same report is the same page
    "svg.fonttype": "none",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def curve(conditions: Sequence[Mapping[str, Any]]) -> bytes:
    """Accepted orders by noise, in the order given; the baseline beside it, if there is one."""
    names = ["clean" if line["snr_db"] is None else f"{line['snr_db']:g} dB" for line in conditions]
    with rc_context(_STYLE):
        figure = Figure(_WIDE, layout="constrained")
        axes = figure.subplots()
        places = range(len(conditions))
        axes.plot(places, [line["acceptance"] for line in conditions], "o-", label="accepted")
        axes.plot(places, [line["strict"] for line in conditions], "o:", label="accepted strictly")
        plain = [line.get("baseline", {}).get("acceptance") for line in conditions]
        if all(share is not None for share in plain):
            axes.plot(places, plain, "s--", color="gray", label="baseline")
        axes.set_xticks(places, names)
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(axis="y", alpha=0.3)
        axes.legend(loc="lower left", frameon=False)
        return _svg(figure)


def bars(slots: Mapping[str, int]) -> bytes:
    """Wrong and missing values by slot."""
    ranked = sorted(slots.items(), key=lambda item: item[1])
    with rc_context(_STYLE):
        figure = Figure((_WIDE[0], 0.8 + 0.35 * len(ranked)), layout="constrained")
        axes = figure.subplots()
        drawn = axes.barh([slot for slot, _ in ranked], [times for _, times in ranked])
        axes.bar_label(drawn, padding=3)
        axes.set_xlabel("times")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        return _svg(figure)


def _svg(figure: Figure) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()
