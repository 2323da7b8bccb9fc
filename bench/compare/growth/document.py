"""The curves, and their table in docs/performance.md."""

import os

from compare.growth.series import SERIES
from compare.report import document, numbers, svg
from compare.report.markdown import table as markdown


def write(repository, points):
    """Replaces what was measured before."""
    plots = f"{repository}/docs/performance"
    os.makedirs(plots, exist_ok=True)
    for series in SERIES.values():
        lines = {}
        for point in points:
            if point["series"] == series.name:
                lines.setdefault(point["builder"], []).append((point["size"], point["cold"]))
        if lines:
            with open(f"{plots}/growth-{series.name}.svg", "w") as file:
                file.write(svg.curves(f"Seconds, cold: {series.title}", series.unit, lines))
    document.replace(f"{repository}/docs/performance.md", {"growth": table(points)})


def table(points):
    """A row a size and builder."""
    rows = [[p["series"], f"{p['size']:,}", p["builder"], numbers.seconds(p["cold"]), numbers.seconds(p["again"]),
             numbers.seconds(p["cpu"]), numbers.mebibytes(p["peak"]), f"{p['peak'] / p['size']:,.0f}" if p["series"] == "files" else ""] for p in points]
    return markdown(["what", "size", "builder", "cold", "no change", "CPU, cold", "MiB", "bytes a file"], rows, right=(1, 3, 4, 5, 6, 7))
