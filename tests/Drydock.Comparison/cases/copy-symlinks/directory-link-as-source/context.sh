mkdir -p real/sub
echo r > real/r
echo s > real/sub/s
ln -s real link
