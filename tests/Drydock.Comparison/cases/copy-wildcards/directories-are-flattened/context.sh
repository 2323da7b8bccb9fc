mkdir -p d1/x d2/y
echo 1 > d1/x/1
echo 2 > d2/y/2
echo f > dfile
