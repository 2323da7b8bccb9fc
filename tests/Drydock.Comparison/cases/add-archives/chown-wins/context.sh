mkdir app
echo a > app/a
tar -cf a.tar --owner=1001 --group=1002 app
