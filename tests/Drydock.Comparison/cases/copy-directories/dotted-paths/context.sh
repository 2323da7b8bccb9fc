mkdir a
echo f > a/f
