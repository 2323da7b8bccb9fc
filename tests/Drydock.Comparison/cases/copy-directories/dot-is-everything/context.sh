mkdir -p .hidden src
echo h > .hidden/h
echo e > .env
echo s > src/s
