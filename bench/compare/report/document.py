"""docs/performance.md: the parts between its markers, and the plots beside it."""

import os
import re
import statistics

from compare.report import numbers, svg, targets
from compare.report.markdown import table as markdown

# A machine that has nothing else to do is below.
BUSY_PROCESSORS = 0.3


def write(repository, results):
    """Replaces what was measured before; the words around it stay."""
    path, plots = f"{repository}/docs/performance.md", f"{repository}/docs/performance"
    os.makedirs(plots, exist_ok=True)
    parts = {"run": _run(results), "targets": _targets(results), "table": table(results), "phases": _phases(results)}
    replace(path, parts)
    for phase in ("cold", "no change"):
        rows = [(name, row) for name, _ in results.sorted_runs() if len(row := _medians(results, name, phase)) > 1]
        if rows:
            with open(f"{plots}/{phase.replace(' ', '-')}.svg", "w") as file:
                file.write(svg.dots(f"Seconds, {phase}: less is better", rows, results.builders()))


def replace(path, parts):
    """Writes each part between the markers of its name."""
    with open(path) as file:
        text = file.read()
    for name, part in parts.items():
        text = re.sub(f"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", lambda m: f"{m[1]}\n{part}\n\n{m[2]}", text, flags=re.DOTALL)
    with open(path, "w") as file:
        file.write(text)


def table(results):
    """All that was measured: median, least, the same after a pause, processor time, memory, and the ratio of drydock to the others."""
    rows = []
    for workload, phases in results.sorted_runs():
        for phase, builders in phases.items():
            own = results.median(workload, phase, "drydock")
            for builder in (b for b in results.builders() if b in builders):
                run, median = builders[builder], results.median(workload, phase, builder)
                rows.append([
                    workload, phase, builder, numbers.seconds(median), numbers.seconds(min(run["seconds"])), len(run["seconds"]),
                    numbers.seconds(statistics.median(run["first"])) if run["first"] else "",
                    numbers.seconds(statistics.median(run["cpu"])), numbers.mebibytes(run["peak"]),
                    "" if builder == "drydock" else numbers.ratio(own, median), _equal(results, workload, phase, builder)])
    return markdown(["workload", "phase", "builder", "median", "least", "runs", "after a pause", "CPU", "MiB", "drydock ÷ this", "same image"],
                    rows, right=(3, 4, 5, 6, 7, 8, 9))


def _equal(results, workload, phase, builder):
    found = results.differences.get(workload, {}).get(builder)
    return "" if found is None or phase != "cold" else "no" if found else "yes"


def _run(results):
    facts = results.facts
    lines = [f"Measured on {facts['date']}: " + "; ".join(f"{name}: {value}" for name, value in facts["machine"].items()) + ".",
             "", "Versions: " + ", ".join(f"{b} {v}" for b, v in facts["versions"].items()) + "; "
             + ", ".join(f"{p} {v}" for p, v in facts["programs"].items()) + ".",
             "", f"Before the run {facts['busy']:.1f} processors had something to do; the run took {facts['minutes']:.0f} minutes."]
    if facts["busy"] > BUSY_PROCESSORS:
        lines += ["", "**The machine was busy with other work: the times are upper bounds, and the ratios say little.**"]
    if facts["absent"]:
        lines += ["", "Not measured: " + "; ".join(f"{name} ({why})" for name, why in facts["absent"].items()) + "."]
    for workload, failures in results.failures.items():
        lines += ["", *(f"{builder} could not do *{workload}*: {why}" for builder, why in failures.items())]
    differences = [f"- {workload}, {builder}: {text}" for workload, builders in results.differences.items()
                   for builder, found in builders.items() for text in found]
    if differences:
        lines += ["", "Images that are not the same as drydock's:", "", *differences]
    return "\n".join(lines)


def _targets(results):
    return markdown(["what", "at most", "ratio", "drydock", "the fastest other one", "met"], list(targets.rows(results)), right=(1, 2, 3))


def _phases(results):
    parts = []
    for workload, phases in results.traces.items():
        for phase, trace in phases.items():
            rows = [[name, numbers.seconds(one["seconds"]), one["count"], f"{100 * one['seconds'] / trace['whole']:.0f} %"]
                    for name, one in trace["phases"].items()]
            parts += [f"**{results.facts['titles'].get(workload, workload)}, {phase}** (whole: {numbers.seconds(trace['whole'])})", "",
                      markdown(["work", "time", "times", "of the whole"], rows, right=(1, 2, 3)), ""]
    if results.calls:
        parts += ["System calls of drydock for one more file: " + ", ".join(f"{phase} {calls:.1f}" for phase, calls in results.calls.items()) + ".", ""]
    if results.limits:
        parts += ["**What the machine itself takes**", "",
                  markdown(["what", "median"], [[name, numbers.seconds(value)] for name, value in results.limits.items()], right=(1,))]
    return "\n".join(parts).rstrip()


def _medians(results, workload, phase):
    return {b: m for b in results.builders() if (m := results.median(workload, phase, b)) is not None}
