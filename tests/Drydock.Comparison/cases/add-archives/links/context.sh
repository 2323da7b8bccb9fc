mkdir t
echo f > t/f
ln t/f t/hard
ln -s f t/soft
ln -s /etc/passwd t/absolute
ln -s nowhere t/broken
tar -cf a.tar --sort=name --owner=0 --group=0 -C t .
