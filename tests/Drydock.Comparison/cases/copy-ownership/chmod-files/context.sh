echo f > file
mkdir -p dir/sub
echo a > dir/sub/a
