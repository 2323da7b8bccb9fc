"""Measuring: builders take turns, so that a slow minute hits all of them."""

import os
import shutil
import sys
import time

from compare import machine, traces
from compare.commands import Failed, measured
from compare.equality import archive

# What is quick is measured more often: a few milliseconds vary more.
QUICK_SECONDS, QUICK_RUNS = 0.5, 4
# The turns of the others take minutes, and some kernels drop from memory what has not been used for one: files, and
# programs that run only when they are called, but not those of daemons. Who needs less than this does it twice.
WARM_SECONDS = 10.0
# Who already took this long for a workload is measured twice only.
PATIENCE_SECONDS, LEAST_ROUNDS = 40, 2


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(workload, builders, folder, registry, rounds, results):
    """Measures one workload with all builders that can do it."""
    os.makedirs(folder)
    workload.make(folder, registry)
    ready = []
    for builder in (b for b in builders if workload.takes(b)):
        try:
            workload.prepare(builder)
            ready.append(builder)
        except Failed as e:
            _fail(workload, builder, e, results)
    spent = dict.fromkeys(ready, 0.0)
    for number in range(rounds):
        for builder in list(ready):
            if number >= LEAST_ROUNDS and spent[builder] > PATIENCE_SECONDS:
                continue
            began = time.monotonic()
            try:
                for phase in workload.phases(builder):
                    _measure(workload, builder, phase, results)
            except Failed as e:
                _fail(workload, builder, e, results)
                ready.remove(builder)
            spent[builder] += time.monotonic() - began
    for builder in ready:
        if builder.name == "drydock":
            traces.take(workload, builder, folder, results)
    if workload.image:
        _compare(workload, ready, folder, results)
    shutil.rmtree(folder)
    for phase, rows in results.runs.get(workload.name, {}).items():
        say(f"{workload.name}, {phase}: " + ", ".join(f"{b} {results.median(workload.name, phase, b):.3f}" for b in rows))


def _measure(workload, builder, phase, results):
    costs = _prepared(builder, phase)
    # Whatever has no change to build comes right after what had one.
    if phase.name == "no change":
        results.add(workload.name, phase.name, builder.name, costs)
        for _ in range(QUICK_RUNS if _sum(costs) <= QUICK_SECONDS else 0):
            results.add(workload.name, phase.name, builder.name, _run(builder, phase))
        return
    first = _sum(costs)
    if first < WARM_SECONDS:
        costs = _prepared(builder, phase)
    results.add(workload.name, phase.name, builder.name, costs, first)


def _prepared(builder, phase):
    phase.before()
    # What others wrote must not be written to disk on this one's time, nor their daemons tidy up.
    os.sync()
    machine.settle()
    return _run(builder, phase)


def _run(builder, phase):
    return [measured(command, builder.env, f"{builder.state}/log", builder.daemons) for command in phase.commands]


def _sum(costs):
    return sum(cost.seconds for cost in costs)


def _fail(workload, builder, error, results):
    say(f"{workload.name}: {builder.name} failed: {error}")
    results.failures.setdefault(workload.name, {})[builder.name] = str(error)


def _compare(workload, builders, folder, results):
    """Builds the same state with each of them and compares the images with the first one's."""
    reference, path = None, f"{folder}/compared.tar"
    for builder in builders:
        save = builder.save(workload.image, path)
        if save is None:
            continue
        try:
            measured(builder.build(workload.context, workload.image), builder.env, f"{builder.state}/log", builder.daemons)
            measured(save, builder.env, f"{builder.state}/log", builder.daemons)
        except Failed as e:
            results.differences.setdefault(workload.name, {})[builder.name] = [str(e)]
            continue
        image = archive.read(path)
        os.unlink(path)
        if reference is None:
            reference = image
        else:
            found = archive.differences(reference, image)
            results.differences.setdefault(workload.name, {})[builder.name] = found
            for difference in found:
                say(f"{workload.name}: {builder.name} differs: {difference}")
