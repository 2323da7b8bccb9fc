"""What Drydock has set itself: ratios to the fastest builder that isolates its RUN steps, in the same run."""

from dataclasses import dataclass

from compare.report import numbers


@dataclass(frozen=True)
class Target:
    text: str
    workload: str
    phase: str
    ratio: float
    seconds: float = None
    builder: str = "drydock"


TARGETS = [
    Target("rebuild without a change, hello Go", "hello-go", "no change", 0.5, 0.012),
    Target("rebuild without a change, 20,000 files", "files", "no change", 0.3),
    Target("hello C, cold", "hello-c", "cold", 0.5),
    Target("hello Go, cold (the compiler's time included)", "hello-go", "cold", 0.8),
    Target("20,000 small files, cold", "files", "cold", 0.08),
    Target("1 GiB, cold", "large", "cold", 0.25),
    Target("eight stages of one second", "stages", "cold", 0.75, 1.2),
    Target("sixty tiny RUNs, cold", "runs", "cold", 0.15, 0.6),
    Target("pull until a container can start", "pull", "cold", 0.4),
    Target("pull of 500 MB until a container can start", "pull-large", "cold", 0.4),
    Target("push without a change", "push", "no change", 0.5),
    Target("20,000 small files, cold, layers as folders", "files", "cold", 1.0, builder="drydock-directories"),
    Target("pull, layers as folders", "pull", "cold", 1.0, builder="drydock-directories"),
]


def fastest_peer(results, workload, phase):
    """The other builder with the least median, of those that isolate; its name and seconds."""
    isolates = results.facts["isolates"]
    found = [(m, b) for b in results.builders() if not b.startswith("drydock") and isolates.get(b)
             and (m := results.median(workload, phase, b)) is not None]
    return (min(found)[1], min(found)[0]) if found else (None, None)


def rows(results):
    """Target, limit, measured, fastest other one, met."""
    for target in TARGETS:
        own = results.median(target.workload, target.phase, target.builder)
        peer, other = fastest_peer(results, target.workload, target.phase)
        if own is None or other is None:
            continue
        limit = f"{target.ratio}×" + (f", {numbers.seconds(target.seconds)}" if target.seconds else "")
        met = own <= target.ratio * other and (target.seconds is None or own <= target.seconds)
        yield [target.text, limit, numbers.ratio(own, other), numbers.seconds(own), f"{peer} {numbers.seconds(other)}", "yes" if met else "**no**"]
