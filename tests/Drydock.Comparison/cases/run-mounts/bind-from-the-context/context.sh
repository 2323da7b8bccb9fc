mkdir src
echo a > src/a
echo b > src/b
