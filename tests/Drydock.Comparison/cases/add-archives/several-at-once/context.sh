echo 1 > 1
echo 2 > 2
tar -cf one.tar --owner=0 --group=0 1
tar -cf - --owner=0 --group=0 2 | gzip -n > two.tgz
echo p > plain.txt
