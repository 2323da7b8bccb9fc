mkdir dir
echo d > dir/d
