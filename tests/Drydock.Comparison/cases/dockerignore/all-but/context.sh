mkdir -p src/a lib
touch src/a/f src/g lib/h top
printf '*\n!src\nsrc/g\n' > .dockerignore
