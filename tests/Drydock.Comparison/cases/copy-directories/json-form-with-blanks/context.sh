echo f > 'a file'
mkdir 'a dir'
echo d > 'a dir/in side'
