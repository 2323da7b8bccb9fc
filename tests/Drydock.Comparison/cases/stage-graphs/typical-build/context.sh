printf 'one\ntwo\n' > deps.txt
mkdir src
echo main > src/main
echo util > src/util
