import tempfile
import unittest

from compare import rounds
from compare.results import Results
from compare.workloads.workload import Phase


class Shell:
    """A builder whose work is a shell command."""

    name, daemons, env = "shell", None, {}

    def __init__(self, state):
        self.state = state


class Work:
    name = "work"


class MeasureTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.builder, self.results, self.prepared = Shell(folder.name), Results(), []
        self.log = f"{folder.name}/runs"

    def measure(self, name, seconds="0"):
        command = ["/bin/sh", "-c", f"echo run >>{self.log}; sleep {seconds}"]
        rounds._measure(Work, self.builder, Phase(name, [command], lambda: self.prepared.append(name)), self.results)
        with open(self.log) as file:
            return self.results.runs["work"][name]["shell"], len(file.readlines())

    def test_what_is_quick_is_done_twice_and_the_second_time_counts(self):
        row, runs = self.measure("cold")
        self.assertEqual((runs, len(self.prepared), len(row["seconds"]), len(row["first"])), (2, 2, 1, 1))

    def test_what_takes_long_counts_at_once(self):
        limit, rounds.WARM_SECONDS = rounds.WARM_SECONDS, 0.05
        self.addCleanup(setattr, rounds, "WARM_SECONDS", limit)
        row, runs = self.measure("cold", "0.1")
        self.assertEqual((runs, row["first"]), (1, row["seconds"]))

    def test_a_rebuild_without_a_change_is_repeated_as_it_is(self):
        row, runs = self.measure("no change")
        self.assertEqual((runs, len(self.prepared), len(row["seconds"]), row["first"]), (1 + rounds.QUICK_RUNS, 1, 1 + rounds.QUICK_RUNS, []))


if __name__ == "__main__":
    unittest.main()
