touch a.txt b.log keep.md Makefile
mkdir sub
touch sub/a.txt sub/b.log
printf 'a.txt\n*.log\nMakefile\nDockerfile\n.dockerignore\n' > .dockerignore
