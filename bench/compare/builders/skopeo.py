"""skopeo, which moves images, with umoci, which unpacks them."""

import shutil

from compare.builders.builder import Builder
from compare.commands import quiet


class Skopeo(Builder):
    """It builds nothing; what it pulls is an OCI layout, which umoci unpacks into a folder that a runtime can start."""

    name = "skopeo"

    def __init__(self, state, registry):
        super().__init__(state, registry)
        self.layout, self.bundle = f"{state}/layout", f"{state}/bundle"
        self.archive = None

    def version(self):
        return quiet("skopeo", "--version").split()[2]

    def pull(self, image):
        return ["skopeo", "--insecure-policy", "copy", "-q", "--src-tls-verify=false",
                f"docker://{self.registry}/library/{image}", f"oci:{self.layout}:image"]

    def run(self, image, *command):
        return ["umoci", "--log=error", "unpack", "--image", f"{self.layout}:image", self.bundle]

    def load(self, path):
        """Archives stay where they are; pushes read them."""
        self.archive = path
        return ["true"]

    def tag(self, image, tag):
        return ["true"]

    def push(self, tag, destination):
        return ["skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false",
                f"docker-archive:{self.archive}", f"docker://{destination}"]

    def remove(self, image):
        shutil.rmtree(self.layout, ignore_errors=True)
        shutil.rmtree(self.bundle, ignore_errors=True)
        return ["true"]
