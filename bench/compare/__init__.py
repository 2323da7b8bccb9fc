"""Drydock beside the other image builders: the same work, on the same machine, in the same run."""
