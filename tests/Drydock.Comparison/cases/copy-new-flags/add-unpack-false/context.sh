echo f > f
tar -cf a.tar --format=ustar --numeric-owner --owner=0 --group=0 --mtime=@1400000000 --mode=644 f
