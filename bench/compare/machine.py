"""The machine that was measured on."""

import os
import platform
import time

from compare.commands import Failed, quiet


def describe(folder):
    """What decides how fast it is, by name."""
    memory = _field("/proc/meminfo", "MemTotal").split()[0]
    return {
        "processor": f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{int(memory) / 1024 / 1024:.0f} GiB",
        "file system": quiet("stat", "-f", "-c", "%T", folder).strip(),
        "kernel": platform.release(),
        "system": _field("/etc/os-release", "PRETTY_NAME", "=").strip('"'),
    }


def programs():
    """Versions of what does part of the work for several builders."""
    versions = {}
    for name, command in {"crun": ["crun", "--version"], "runc": ["runc", "--version"], "docker-registry": ["docker-registry", "--version"],
                          "GNU tar": ["tar", "--version"], "pigz": ["pigz", "--version"]}.items():
        try:
            words = quiet(*command).splitlines()[0].split()
            versions[name] = next((w for w in reversed(words) if w[:1].isdigit()), words[-1])
        except (Failed, FileNotFoundError, IndexError):
            continue
    return versions


def settle(stat="/proc/stat", share=0.05, glance=0.1, patience=10.0):
    """Waits until hardly anything runs: daemons tidy up after they have answered. Gives the seconds that took."""
    began, before = time.monotonic(), _busy(stat)
    while (waited := time.monotonic() - began) < patience:
        time.sleep(glance)
        now = _busy(stat)
        if now[1] > before[1] and now[0] - before[0] <= share * (now[1] - before[1]):
            break
        before = now
    return waited


def _busy(stat):
    with open(stat) as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    # user nice system idle iowait irq softirq steal: who waits for the disk is not done either.
    return sum(ticks) - ticks[3], sum(ticks)


def busy(seconds=3):
    """How many processors do something while nothing is measured, on average."""
    before = _busy("/proc/stat")
    time.sleep(seconds)
    now = _busy("/proc/stat")
    return os.cpu_count() * (now[0] - before[0]) / (now[1] - before[1])


def _field(path, name, separator=":"):
    with open(path) as file:
        return next((line.split(separator, 1)[1].strip() for line in file if line.split(separator)[0].strip() == name), "?")
