mkdir -p dir/sub
echo a > dir/sub/a
ln -s sub dir/link
echo f > file
