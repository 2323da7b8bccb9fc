echo 1 > a.txt
echo 2 > b.txt
echo 3 > .hidden.txt
echo 4 > c.md
echo 5 > single
mkdir sub
echo 6 > sub/d.txt
