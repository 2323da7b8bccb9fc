mkdir -p tree/sub
echo a > tree/sub/a
echo s > single
touch -d 2011-11-11T11:11:11Z tree/sub/a
touch -d 1999-12-31T23:59:59Z single
touch -d 2012-12-12T12:12:12Z tree/sub
