"""Numbers as people read them."""


def seconds(value):
    """Three digits that count."""
    if value is None:
        return "–"
    if value < 0.1:
        return f"{value * 1000:.1f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def ratio(one, other):
    if not one or not other:
        return "–"
    value = one / other
    return f"{value:.3f}×" if value < 0.1 else f"{value:.2f}×" if value < 10 else f"{value:.0f}×"


def mebibytes(value):
    return f"{value / 1048576:.0f}"
