mkdir -p tree/sub
echo 1 > tree/1
echo 2 > tree/sub/2
chmod 600 tree/sub/2
touch -d 2019-01-01T00:00:00Z tree/1 tree/sub/2
tar -cf a.tar --sort=name --owner=0 --group=0 --mtime=@1500000000 -C tree .
rm -r tree
