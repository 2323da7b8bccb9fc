"""Running programs: quietly, or measured."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass


class Failed(Exception):
    """A command that did not succeed; the text is what it said last."""


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    seconds: float
    cpu_seconds: float
    # The largest process at its largest, page cache not counted.
    peak_bytes: int


def tail(path, lines=3):
    with open(path, errors="replace") as log:
        return " | ".join(line.strip() for line in log.read().strip().splitlines()[-lines:])


def quiet(*command, env=None, check=True, stdin=None):
    """Runs a command that is not measured, and gives what it printed."""
    done = subprocess.run(command, env=env, stdin=stdin or subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if check and done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise Failed(f"{os.path.basename(command[0])}: {' | '.join(said)}")
    return done.stdout


def measured(command, env, log, daemons=None):
    """Runs a command and says what it took, with what the daemons did for it meanwhile.

    The program is spawned directly: a shell or a wrapper would count as part of the shortest runs.
    """
    program = shutil.which(command[0]) or command[0]
    _forget_own_peak()
    before = daemons.cpu_seconds() if daemons else 0.0
    if daemons:
        daemons.forget_peak()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    began = time.perf_counter()
    pid = os.posix_spawn(program, command, env, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise Failed(f"{os.path.basename(command[0])}: {tail(log)}")
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
    if daemons:
        cpu += daemons.cpu_seconds() - before
        peak = max(peak, daemons.peak_bytes())
    return Cost(seconds, cpu, peak)


def _forget_own_peak():
    # A process that was spawned inherits its parent's peak; this keeps ours down to what is in use.
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
