"""Tests of the harness: python3 -m unittest discover, with bench/ on PYTHONPATH."""
