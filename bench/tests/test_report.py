import os
import tempfile
import unittest

from compare.commands import Cost
from compare.growth import document as growth
from compare.report import document, svg, targets
from compare.results import Results


def sample():
    results = Results()
    results.facts = {
        "date": "2025-01-31", "machine": {"kernel": "6.12"}, "programs": {"crun": "1.8"}, "versions": {"drydock": "1", "buildah": "2", "kaniko": "3"},
        "isolates": {"drydock": True, "buildah": True, "kaniko": False}, "absent": {"podman": "podman is not on PATH"},
        "titles": {"files": "20,000 small files"}, "busy": 0.1, "minutes": 3}
    for seconds in (0.5, 0.4, 3.0):
        results.add("files", "cold", "drydock", [Cost(seconds, 0.2, 50 << 20)])
    results.add("files", "cold", "buildah", [Cost(10.0, 8.0, 80 << 20), Cost(0.5, 0.5, 90 << 20)], first=12.0)
    results.add("files", "cold", "kaniko", [Cost(1.0, 1.0, 1)])
    results.differences = {"files": {"buildah": ["/x: None and y"]}}
    results.failures = {"files": {"docker-classic": "docker: no"}}
    results.traces = {"files": {"cold": {"whole": 0.5, "phases": {"plan": {"seconds": 0.01, "count": 1}}}}}
    return results


class ReportTests(unittest.TestCase):
    def test_median_of_three_runs_is_the_middle_one(self):
        self.assertEqual(sample().median("files", "cold", "drydock"), 0.5)
        self.assertEqual(sample().median("files", "cold", "buildah"), 10.5)

    def test_targets_count_only_builders_that_isolate(self):
        [row] = targets.rows(sample())
        self.assertEqual(row, ["20,000 small files, cold", "0.08×", "0.048×", "0.50 s", "buildah 10.5 s", "yes"])

    def test_target_that_is_missed_says_so(self):
        results = sample()
        results.runs["files"]["cold"]["buildah"]["seconds"] = [1.0]
        self.assertEqual(next(targets.rows(results))[-1], "**no**")

    def test_document_replaces_what_stands_between_markers_only(self):
        with tempfile.TemporaryDirectory() as repository:
            os.mkdir(f"{repository}/docs")
            path = f"{repository}/docs/performance.md"
            with open(path, "w") as file:
                file.write("before\n<!-- table:begin -->\nstale\n<!-- table:end -->\nafter\n<!-- run:begin -->\n<!-- run:end -->\n")
            document.write(repository, sample())
            with open(path) as file:
                text = file.read()
            self.assertTrue(text.startswith("before\n"))
            self.assertNotIn("stale", text)
            self.assertIn("| files | cold | buildah | 10.5 s | 10.5 s | 1 | 12.0 s | 8.50 s | 90 | 0.048× | no |", text)
            self.assertIn("podman (podman is not on PATH)", text)
            self.assertIn("- files, buildah: /x: None and y", text)
            self.assertIn("docker-classic could not do *files*: docker: no", text)
            with open(f"{repository}/docs/performance/cold.svg") as file:
                self.assertIn('fill="#1971c2"', file.read())

    def test_other_workloads_are_kept_when_the_same_builders_measured_them(self):
        earlier, now = sample(), sample()
        earlier.add("runs", "cold", "drydock", [Cost(1.0, 1.0, 1)])
        earlier.add("files", "cold", "drydock", [Cost(7.0, 7.0, 7)])
        now.facts["busy"] = 0.0
        now.keep(earlier, ["files"])
        self.assertEqual((now.median("runs", "cold", "drydock"), now.median("files", "cold", "drydock")), (1.0, 0.5))
        self.assertEqual((now.facts["busy"], now.facts["earlier minutes"]), (0.1, 3))

    def test_nothing_is_kept_of_another_version(self):
        earlier, now = sample(), sample()
        earlier.add("runs", "cold", "drydock", [Cost(1.0, 1.0, 1)])
        earlier.facts["versions"] = {"drydock": "0"}
        now.keep(earlier, ["files"])
        self.assertIsNone(now.median("runs", "cold", "drydock"))

    def test_results_come_back_from_their_file(self):
        with tempfile.NamedTemporaryFile() as file:
            sample().write(file.name)
            self.assertEqual(vars(Results.read(file.name)), vars(sample()))

    def test_curves_of_one_size_are_drawn(self):
        self.assertIn("<polyline", svg.curves("t", "files", {"drydock": [(1000, 0.1)]}))

    def test_growth_gives_bytes_a_file(self):
        point = {"series": "files", "size": 1000, "builder": "drydock", "cold": 0.1, "again": 0.01, "cpu": 0.1, "peak": 50_000_000}
        self.assertIn("| 50,000 |", growth.table([point]))


if __name__ == "__main__":
    unittest.main()
