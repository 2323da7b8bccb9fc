import os
import tempfile
import threading
import time
import unittest

from compare import machine


def write(path, busy, idle):
    with open(f"{path}.new", "w") as file:
        file.write(f"cpu {busy} 0 0 {idle} 0 0 0 0 0 0\n")
    os.rename(f"{path}.new", path)


class SettleTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.stat = f"{self.folder.name}/stat"
        write(self.stat, 0, 0)

    def run_beside(self, work):
        thread = threading.Thread(target=work)
        thread.start()
        self.addCleanup(thread.join)

    def test_a_busy_machine_is_waited_for_until_it_rests(self):
        rested = []

        def work():
            for tick in range(1, 30):
                time.sleep(0.01)
                write(self.stat, 100 * tick, tick)
            rested.append(True)
            for tick in range(1, 30):
                time.sleep(0.01)
                write(self.stat, 2900, 29 + 100 * tick)

        self.run_beside(work)
        machine.settle(self.stat, glance=0.05)
        self.assertTrue(rested)

    def test_one_that_never_rests_is_not_waited_for_any_longer(self):
        done = threading.Event()
        self.addCleanup(done.set)

        def work():
            tick = 0
            while not done.is_set():
                tick += 1
                write(self.stat, 100 * tick, tick)
                time.sleep(0.005)

        self.run_beside(work)
        self.assertGreaterEqual(machine.settle(self.stat, glance=0.05, patience=0.3), 0.3)
        done.set()


if __name__ == "__main__":
    unittest.main()
