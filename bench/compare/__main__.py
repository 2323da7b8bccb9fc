"""The command line; scripts/bench is the way to call it."""

import argparse
import os
import signal
import sys
import time

from compare import limits, machine, rounds, syscalls, yard
from compare.builders import found
from compare.commands import Failed
from compare.report import document
from compare.results import Results
from compare.workloads.catalog import all_workloads


def main():
    options = _options()
    catalog = all_workloads(options.pull_megabytes, options.push_megabytes)
    for name in options.workloads:
        if name not in catalog:
            sys.exit(f"bench: unknown workload '{name}': there are {', '.join(catalog)}")
    file = f"{options.repository}/artifacts/bench/results.json"
    if options.report:
        os.rmdir(options.work)
        document.write(options.repository, Results.read(file))
        return
    os.makedirs(os.path.dirname(file), exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    results = Results()
    try:
        _measure(options, catalog, results, Results.read(file) if options.workloads and os.path.exists(file) else None)
    finally:
        results.facts["minutes"] = (time.monotonic() - began) / 60 + results.facts.pop("earlier minutes", 0)
        results.write(file)
    if options.document:
        document.write(options.repository, results)
    print(document.table(results))


def _options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure Drydock beside the other builders of this machine.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"{', '.join(all_workloads())} (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--builders", default=",".join(found.NAMES), help="comma-separated (default: all that are here)")
    parser.add_argument("--pull-megabytes", type=int, default=500, help="size of the image of pull-large (default: 500)")
    parser.add_argument("--push-megabytes", type=int, default=200, help="size of the layer of push (default: 200)")
    return yard.add_options(parser).parse_args()


def _measure(options, catalog, results, earlier):
    with yard.opened(options, ("busybox", "debian", "gcc", "golang")) as (started, absent, registry):
        results.facts.update(
            date=time.strftime("%Y-%m-%d", time.gmtime()), machine=machine.describe(options.work), programs=machine.programs(),
            versions={b.name: b.version() for b in started}, isolates={b.name: b.isolates for b in started}, absent=absent,
            titles={name: w.title for name, w in catalog.items()}, busy=machine.busy())
        if earlier:
            results.keep(earlier, options.workloads)
        # In the order of the catalog: what comes later finds in the stores what was there before.
        for name in (n for n in catalog if n in (options.workloads or catalog)):
            rounds.run(catalog[name], started, f"{options.work}/{name}", registry, options.rounds, results)
        if not options.workloads:
            for builder in (b for b in started if b.name == "drydock"):
                results.calls = syscalls.count(f"{options.work}/calls", builder)
            results.limits = limits.measure(f"{options.work}/limits", options.rounds)


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit(f"bench: {e}")
