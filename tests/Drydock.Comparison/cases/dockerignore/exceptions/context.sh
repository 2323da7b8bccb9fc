mkdir -p docs/deep
touch docs/a docs/README.md docs/deep/b docs/deep/README.md
printf 'docs\n!docs/README.md\n!docs/deep/README.md\n.dockerignore\nDockerfile\n' > .dockerignore
