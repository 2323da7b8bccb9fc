"""What daemons cost while they work for somebody else's command."""

import os
import signal
import subprocess
import time

from compare.commands import Failed, tail

TICKS = os.sysconf("SC_CLK_TCK")


class Daemons:
    """Processes that serve a builder, all in one control group where that counts processor time."""

    def __init__(self, name):
        self._name = name
        self._processes = []
        self._group = _make_group(name)

    @property
    def group(self):
        """The control group that containers are put into as well; None without one."""
        return f"/{os.path.basename(self._group)}" if self._group else None

    def start(self, command, env, log, ready, seconds=30):
        """Starts one and waits until ready() is true."""
        with open(log, "w") as output:
            process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=self._join)
        self._processes.append(process)
        until = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                raise Failed(f"{os.path.basename(command[0])} did not start: {tail(log)}")
            time.sleep(0.1)

    def stop(self):
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._group:
            _remove_groups(self._group)

    def cpu_seconds(self):
        if self._group:
            with open(f"{self._group}/cpuacct.usage") as file:
                return int(file.read()) / 1e9
        total = 0
        for process in self._tree():
            with open(f"/proc/{process}/stat") as file:
                total += sum(int(n) for n in file.read().rpartition(")")[2].split()[11:15])
        return total / TICKS

    def forget_peak(self):
        for process in self._tree():
            with open(f"/proc/{process}/clear_refs", "w") as file:
                file.write("5")

    def peak_bytes(self):
        peak = 0
        for process in self._tree():
            try:
                with open(f"/proc/{process}/status") as file:
                    peak = max([peak, *(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))])
            except FileNotFoundError:
                continue
        return peak

    def _tree(self):
        found, queue = [], [p.pid for p in self._processes if p.poll() is None]
        while queue:
            pid = queue.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as file:
                        queue.extend(int(child) for child in file.read().split())
            except FileNotFoundError:
                continue
        return found

    def _join(self):
        if self._group:
            with open(f"{self._group}/cgroup.procs", "w") as file:
                file.write(str(os.getpid()))


def _make_group(name):
    # Version 1 only: there, a process may be in a group of its own for time alone, and containers below it.
    for root in ("/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/cpu,cpuacct"):
        path = f"{root}/drydock-bench-{os.getpid()}-{name}"
        try:
            os.mkdir(path)
            return path
        except OSError:
            continue
    return None


def _remove_groups(path):
    for folder, _, _ in os.walk(path, topdown=False):
        try:
            os.rmdir(folder)
        except OSError:
            pass
