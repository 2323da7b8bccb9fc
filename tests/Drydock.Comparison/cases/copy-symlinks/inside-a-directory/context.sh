mkdir -p tree/sub
echo f > tree/file
ln -s file tree/to-file
ln -s sub tree/to-dir
ln -s nowhere tree/broken
ln -s /etc/passwd tree/absolute
ln -s ../../../up tree/sub/up
