"""The machine that was measured on."""

import os
import platform

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


def load():
    """How many processes wanted a processor in the last minute, on average."""
    return os.getloadavg()[0]


def _field(path, name, separator=":"):
    with open(path) as file:
        return next((line.split(separator, 1)[1].strip() for line in file if line.split(separator)[0].strip() == name), "?")
