mkdir -p first/sub second/sub
echo 1 > first/same
echo 1 > first/sub/same
echo 1 > first/sub/only-first
echo 22 > second/same
echo 22 > second/sub/same
echo 22 > second/sub/only-second
chmod 600 second/same
chmod 750 second/sub
