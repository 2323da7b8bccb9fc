echo a > a.x
echo b > b.x
echo c > c.x
echo d > d.x
