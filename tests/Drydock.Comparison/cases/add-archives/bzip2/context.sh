echo b > b
tar -cf - --owner=0 --group=0 b | bzip2 > a.tbz
