mkdir -p real/inner
echo f > real/inner/file
ln -s real way
