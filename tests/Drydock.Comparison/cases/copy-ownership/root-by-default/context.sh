mkdir dir
echo a > dir/a
echo f > file
chown -R 1234:5678 dir file
