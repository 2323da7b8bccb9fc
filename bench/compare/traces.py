"""Where a build's time goes, as Drydock itself says it."""

import json
import os

from compare.commands import Failed, measured


def take(workload, builder, folder, results):
    """Runs the cold phase and the one without a change once more, and keeps what each kind of work took."""
    path = f"{folder}/trace.json"
    for phase in workload.phases(builder):
        if phase.name not in ("cold", "no change") or len(phase.commands) != 1:
            continue
        phase.before()
        try:
            cost = measured(phase.commands[0], builder.traced(path), f"{builder.state}/log")
        except Failed:
            continue
        if os.path.exists(path):
            results.traces.setdefault(workload.name, {})[phase.name] = {"whole": cost.seconds, "phases": _sums(path)}
            os.unlink(path)


def _sums(path):
    """Seconds and number by name, in the order in which they began first."""
    with open(path) as file:
        events = json.load(file)["traceEvents"]
    sums = {}
    for event in sorted((e for e in events if e["ph"] == "X"), key=lambda e: e["ts"]):
        entry = sums.setdefault(event["name"], {"seconds": 0.0, "count": 0})
        entry["seconds"] += event["dur"] / 1e6
        entry["count"] += 1
    return sums
