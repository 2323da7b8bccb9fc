mkdir -p dir/sub
echo one > dir/a
ln dir/a dir/b
ln dir/a dir/sub/c
echo other > dir/other
