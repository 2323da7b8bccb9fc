mkdir dir
echo f > dir/f
