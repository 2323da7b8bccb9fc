echo big > big
echo small > small
tar -cf a.tar --owner=3 --group=4 --mtime=@1400000000 big small
