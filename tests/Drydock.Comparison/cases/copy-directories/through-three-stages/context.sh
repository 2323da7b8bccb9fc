mkdir -p tree/a/b
echo 1 > tree/a/b/1
chmod 2750 tree/a
chmod 444 tree/a/b/1
