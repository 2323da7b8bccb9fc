mkdir -p dir/sub/deep
echo a > dir/a
echo b > dir/sub/b
echo c > dir/sub/deep/c
chmod 700 dir/sub
chmod 640 dir/a
