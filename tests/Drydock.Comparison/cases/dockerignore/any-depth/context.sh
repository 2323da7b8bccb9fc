mkdir -p a/b/c
touch x.o a/x.o a/b/x.o a/b/c/x.o a/b/c/x.c
printf '**/*.o\n' > .dockerignore
