"""Tables of Markdown."""


def table(head, rows, right=()):
    """A table; columns whose numbers are in right are aligned to the right."""
    lines = ["| " + " | ".join(head) + " |",
             "|" + "|".join("--:" if i in right else "---" for i in range(len(head))) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
