mkdir t
echo f > t/.wh.x
tar -cf a.tar --owner=0 --group=0 -C t .wh.x
