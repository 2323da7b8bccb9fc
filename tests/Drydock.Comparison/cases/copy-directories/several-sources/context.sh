echo 1 > one.txt
echo 2 > two.txt
mkdir -p dir-a/in-a dir-b/in-b
echo a > dir-a/a
echo aa > dir-a/in-a/aa
echo b > dir-b/b
