echo f > file
mkdir -m 700 dir
echo d > dir/d
