echo f > file
mkdir dir
echo a > dir/a
chmod 755 file
