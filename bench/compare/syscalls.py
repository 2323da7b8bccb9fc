"""How many system calls a file costs, counted by strace."""

import os
import shutil

from compare.commands import Failed, quiet
from compare.workloads.files import small_files

FEW, MANY = 1000, 3000


def count(folder, builder):
    """System calls for one more file: of a cold build, and of one without a change."""
    if not shutil.which("strace"):
        return {}
    calls = {"cold": [], "no change": []}
    try:
        for size in (FEW, MANY):
            context = f"{folder}/{size}"
            small_files(size)(context)
            builder.forget()
            calls["cold"].append(_calls(folder, builder, builder.build(context, "bench-calls", cold=True)))
            # The first one remembers; the second one only looks.
            quiet(*builder.build(context, "bench-calls"), env=builder.env)
            calls["no change"].append(_calls(folder, builder, builder.build(context, "bench-calls")))
    except Failed:
        return {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {phase: (many - few) / (MANY - FEW) for phase, (few, many) in calls.items()}


def _calls(folder, builder, command):
    output = f"{folder}/strace"
    quiet("strace", "-f", "-c", "-o", output, *command, env=builder.env)
    with open(output) as file:
        total = next(line for line in reversed(file.read().splitlines()) if line.rstrip().endswith("total"))
    os.unlink(output)
    # "100.00  seconds  usecs/call  calls  errors  total"
    return int(total.split()[3])
