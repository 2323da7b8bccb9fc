echo f > file
mkdir dir
echo a > dir/a
