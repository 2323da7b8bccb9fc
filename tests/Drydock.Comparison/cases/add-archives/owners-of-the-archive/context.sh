mkdir app
echo a > app/a
echo b > app/b
chmod 4755 app/a
chmod 640 app/b
tar -cf a.tar --sort=name --owner=1001 --group=1002 --mtime=@1400000000 app
