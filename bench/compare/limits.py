"""What the machine itself needs for the same work: what no builder can be much faster than."""

import os
import shutil
import statistics

from compare.commands import measured
from compare.workloads.files import large_file, small_files


def measure(folder, rounds):
    """Medians in seconds, by name."""
    os.makedirs(folder)
    small_files(20000)(f"{folder}/small")
    large_file(1024)(f"{folder}/large")
    large = f"{folder}/large/large.dat"
    commands = {
        "start a process (true)": ["true"],
        "enter namespaces (unshare -m -p -f true)": ["unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "true"],
        "20,000 files: read (tar to /dev/null through cat)": ["sh", "-c", f"tar -cf - -C {folder}/small . | cat >/dev/null"],
        "20,000 files: write one tar": ["tar", "-cf", f"{folder}/out", "-C", f"{folder}/small", "."],
        "20,000 files: copy as files (cp -r)": ["cp", "-r", f"{folder}/small", f"{folder}/out"],
        "1 GiB: copy (cp)": ["cp", "--reflink=never", large, f"{folder}/out"],
        "1 GiB: digest (sha256sum)": ["sha256sum", large],
        "1 GiB: compress (pigz -1)": ["sh", "-c", f"pigz -1 -c {large} >{folder}/out"],
    }
    results = {}
    for name, command in commands.items():
        seconds = []
        for _ in range(rounds if "start" not in name and "enter" not in name else 20):
            _remove(f"{folder}/out")
            if "copy" in name or "write" in name:
                os.sync()
            seconds.append(measured(command, os.environ, f"{folder}/log").seconds)
        results[name] = statistics.median(seconds)
    shutil.rmtree(folder)
    return results


def _remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.unlink(path)
