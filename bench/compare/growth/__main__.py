"""The command line of growth; scripts/bench growth is the way to call it."""

import argparse
import json
import os
import shutil
import signal
import sys
import time

from compare import rounds, yard
from compare.commands import Failed, measured
from compare.growth import document
from compare.growth.series import SERIES

# A builder that took this long for one size is not asked for the next.
PATIENCE_SECONDS = 60


def main():
    options = _options()
    for name in options.series:
        if name not in SERIES:
            sys.exit(f"bench growth: unknown series '{name}': there are {', '.join(SERIES)}")
    file = f"{options.repository}/artifacts/bench/growth.json"
    os.makedirs(os.path.dirname(file), exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    points = []
    if os.path.exists(file):
        # Series that are not measured now keep what was measured before.
        with open(file) as source:
            points = [p for p in json.load(source)["points"] if options.report or (options.series and p["series"] not in options.series)]
    try:
        if options.report:
            os.rmdir(options.work)
        else:
            _measure(options, points)
    finally:
        with open(file, "w") as target:
            json.dump({"points": points}, target, indent=1)
    if options.document:
        document.write(options.repository, points)
    print(document.table(points))


def _options():
    parser = argparse.ArgumentParser(prog="scripts/bench growth", description="Measure how cost grows.")
    parser.add_argument("series", nargs="*", metavar="SERIES", help=f"{', '.join(SERIES)} (default: all)")
    parser.add_argument("--builders", default="drydock,buildah,docker-classic,docker-buildkit", help="comma-separated")
    parser.add_argument("--least", action="store_true", help="only the small sizes")
    parser.add_argument("--most", type=int, default=sys.maxsize, metavar="SIZE", help="no size above this one")
    return yard.add_options(parser).parse_args()


def _measure(options, points):
    with yard.opened(options, ("busybox",)) as (builders, _, _):
        for name in options.series or SERIES:
            _grow(SERIES[name], builders, options, options.work, points)


def _grow(series, builders, options, work, points):
    patient = list(builders)
    for size in (s for s in series.all(options.least) if s <= options.most):
        context = f"{work}/context"
        series.make(size)(context)
        for builder in list(patient):
            builder.forget()
            os.sync()
            began = time.monotonic()
            try:
                cold = measured(builder.build(context, "bench-growth", cold=True), builder.env, f"{builder.state}/log", builder.daemons)
                again = measured(builder.build(context, "bench-growth"), builder.env, f"{builder.state}/log", builder.daemons)
            except Failed as e:
                rounds.say(f"{series.name} {size}: {builder.name} failed: {e}")
                patient.remove(builder)
                continue
            points.append({"series": series.name, "size": size, "builder": builder.name, "cold": cold.seconds, "again": again.seconds,
                           "cpu": cold.cpu_seconds, "peak": cold.peak_bytes})
            rounds.say(f"{series.name} {size}: {builder.name} {cold.seconds:.2f} s, again {again.seconds:.2f} s, {cold.peak_bytes >> 20} MiB")
            if time.monotonic() - began > PATIENCE_SECONDS:
                patient.remove(builder)
        shutil.rmtree(context)


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit(f"bench growth: {e}")
