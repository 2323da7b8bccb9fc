"""What was measured, as it is kept in a file."""

import json
import statistics


class Results:
    def __init__(self):
        self.facts = {}
        # workload → phase → builder → {"seconds": [...], "cpu": [...], "peak": bytes, "first": [seconds, ...]}
        self.runs = {}
        # workload → builder → why it has no numbers
        self.failures = {}
        # workload → builder → differences from drydock's image
        self.differences = {}
        self.limits = {}
        # phase → system calls for one more file
        self.calls = {}
        # workload → phase of ours → seconds
        self.traces = {}

    def add(self, workload, phase, builder, costs, first=None):
        """What one run of all commands took, and what the one before it did, after a pause of minutes."""
        row = self.runs.setdefault(workload, {}).setdefault(phase, {}).setdefault(builder, {"seconds": [], "cpu": [], "peak": 0, "first": []})
        row["seconds"].append(sum(c.seconds for c in costs))
        row["cpu"].append(sum(c.cpu_seconds for c in costs))
        row["peak"] = max([row["peak"], *(c.peak_bytes for c in costs)])
        row["first"] += [] if first is None else [first]

    def median(self, workload, phase, builder):
        """Median seconds, or None."""
        row = self.runs.get(workload, {}).get(phase, {}).get(builder)
        return statistics.median(row["seconds"]) if row and row["seconds"] else None

    def sorted_runs(self):
        """The workloads with their phases, in the order of the catalog."""
        order = list(self.facts.get("titles", {}))
        return sorted(self.runs.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))

    def builders(self):
        """Names, in the order in which they were measured first."""
        found = {}
        for phases in self.runs.values():
            for rows in phases.values():
                found.update(dict.fromkeys(rows))
        order = list(self.facts.get("versions", {}))
        return sorted(found, key=lambda b: order.index(b) if b in order else len(order))

    def keep(self, earlier, workloads):
        """Takes over what was measured before of other workloads, if the same builders of the same machine measured it."""
        if any(earlier.facts.get(name) != self.facts[name] for name in ("machine", "programs", "versions")):
            return
        for name in ("runs", "failures", "differences", "traces"):
            kept = {w: rows for w, rows in getattr(earlier, name).items() if w not in workloads}
            getattr(self, name).update(kept)
        self.limits, self.calls = earlier.limits, earlier.calls
        self.facts["busy"] = max(self.facts["busy"], earlier.facts.get("busy", 0.0))
        self.facts["earlier minutes"] = earlier.facts["minutes"]

    def write(self, path):
        with open(path, "w") as file:
            json.dump(vars(self), file, indent=1)

    @staticmethod
    def read(path):
        results = Results()
        with open(path) as file:
            vars(results).update(json.load(file))
        return results
