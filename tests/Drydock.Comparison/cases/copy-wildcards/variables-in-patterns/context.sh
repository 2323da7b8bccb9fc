mkdir docs
echo 1 > docs/a.md
echo 2 > docs/b.md
echo 3 > docs/c.txt
