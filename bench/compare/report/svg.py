"""Plots as SVG, with nothing but text."""

import math
from xml.sax.saxutils import escape

COLORS = {
    "drydock": "#d9480f", "drydock-directories": "#f59f00", "buildah": "#1971c2", "podman": "#9c36b5",
    "docker-classic": "#2f9e44", "docker-buildkit": "#0c8599", "buildctl": "#5f3dc4", "kaniko": "#868e96",
}
_STYLE = "text{font:13px system-ui,sans-serif;fill:#495057}.t{font-weight:600;fill:#212529}.g{stroke:#dee2e6}"


def dots(title, rows, builders):
    """One line a row, one dot a builder, seconds to the right on a logarithmic scale. rows: (text, {builder: seconds})."""
    values = [v for _, row in rows for v in row.values()]
    scale = _Log(min(values), max(values), 250, 840)
    height = 80 + 34 * len(rows)
    parts = [_text(20, 26, title, "t")]
    for value in scale.ticks():
        x = scale(value)
        parts += [_line(x, 70, x, height - 22), _text(x, height - 6, _label(value), anchor="middle")]
    x = 20
    for builder in builders:
        parts += [_dot(x + 5, 46, builder), _text(x + 14, 50, builder)]
        x += 24 + 7.3 * len(builder)
    for number, (text, row) in enumerate(rows):
        y = 88 + 34 * number
        parts += [_text(240, y + 4, text, anchor="end"), _line(250, y, 840, y)]
        parts += [_dot(scale(row[b]), y, b) for b in builders if b in row]
    return _picture(860, height, parts)


def curves(title, unit, series):
    """Seconds over a size, both logarithmic. series: {builder: [(size, seconds)]}."""
    points = [p for line in series.values() for p in line]
    across = _Log(min(p[0] for p in points), max(p[0] for p in points), 70, 600)
    up = _Log(min(p[1] for p in points), max(p[1] for p in points), 320, 60)
    parts = [_text(20, 26, title, "t"), _text(600, 358, unit, anchor="end")]
    for value in across.ticks():
        parts += [_line(across(value), 60, across(value), 320), _text(across(value), 338, f"{value:,.0f}", anchor="middle")]
    for value in up.ticks():
        parts += [_line(70, up(value), 600, up(value)), _text(62, up(value) + 4, _label(value), anchor="end")]
    for number, (name, line) in enumerate(series.items()):
        color = COLORS.get(name, "#868e96")
        path = " ".join(f"{across(size):.1f},{up(seconds):.1f}" for size, seconds in line)
        parts += [f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>']
        parts += [_dot(across(size), up(seconds), name) for size, seconds in line]
        parts += [_dot(625, 66 + 22 * number, name), _text(636, 70 + 22 * number, name)]
    return _picture(800, 370, parts)


class _Log:
    def __init__(self, least, most, start, end):
        self.low, self.high = math.log10(least), math.log10(most)
        if self.high - self.low < 0.3:
            self.low, self.high = self.low - 0.2, self.high + 0.2
        self.start, self.end = start, end

    def __call__(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self):
        return [10.0 ** n for n in range(math.ceil(self.low - 0.01), math.floor(self.high + 0.01) + 1)]


def _label(value):
    return f"{value * 1000:g} ms" if value < 1 else f"{value:g} s"


def _text(x, y, text, kind=None, anchor="start"):
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}"{style}>{escape(text)}</text>'


def _line(x, y, x2, y2):
    return f'<line class="g" x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _dot(x, y, name):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLORS.get(name, "#868e96")}"/>'


def _picture(width, height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n")
