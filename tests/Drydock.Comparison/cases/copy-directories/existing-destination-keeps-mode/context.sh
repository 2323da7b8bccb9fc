mkdir dir
echo new > dir/new
chmod 700 dir
