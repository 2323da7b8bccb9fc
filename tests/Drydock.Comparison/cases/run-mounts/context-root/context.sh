echo a > a
mkdir b
echo .c > .c
