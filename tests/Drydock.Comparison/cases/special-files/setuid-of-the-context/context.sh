mkdir -p dir/sticky
echo su > dir/su
echo sg > dir/sg
chmod 4755 dir/su
chmod 2711 dir/sg
chmod 1777 dir/sticky
