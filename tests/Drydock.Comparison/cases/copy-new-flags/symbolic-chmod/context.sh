mkdir -p dir/sub
echo x > dir/x
chmod 700 dir/x dir/sub
echo y > dir/y
chmod 600 dir/y
echo f > file
chmod 755 file
