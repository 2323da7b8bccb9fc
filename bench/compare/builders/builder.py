"""What every builder can do, as command lines."""

import os


class Builder:
    """One builder with a store of its own.

    Commands are returned, not run: the harness decides what is measured. What a builder cannot
    do returns None.
    """

    name = "?"
    # Whether a RUN step has processes, mounts and a root of its own. What does not isolate is shown, not counted.
    isolates = True
    daemons = None

    def __init__(self, state, registry):
        self.state = state
        self.registry = registry
        self.env = dict(os.environ, LC_ALL="C")
        os.makedirs(state, exist_ok=True)

    def version(self):
        raise NotImplementedError

    def start(self):
        """Starts what serves it."""

    def stop(self):
        """Ends it; leaves no process and no mount."""

    def forget(self):
        """Forgets what is remembered of contexts; base images stay. Before each cold build, not measured."""

    def build(self, context, tag, cold=False):
        return None

    def save(self, tag, path):
        """Writes an archive of an image that it built."""
        return None

    def build_to_archive(self, context, path):
        """Builds into an OCI archive; a list of commands."""
        return None

    def pull(self, image):
        return None

    def run(self, image, *command):
        """Runs a container without a network."""
        return None

    def push(self, tag, destination):
        return None

    def load(self, path):
        return None

    def tag(self, image, tag):
        return None

    def images(self):
        return None

    def remove(self, image):
        return None
