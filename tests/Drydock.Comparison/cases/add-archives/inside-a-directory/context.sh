mkdir dir
echo f > f
tar -cf dir/a.tar --owner=0 --group=0 --mtime=@1400000000 f
