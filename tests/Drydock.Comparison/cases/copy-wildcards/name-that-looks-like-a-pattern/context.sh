echo 1 > 'weird*'
echo 2 > 'weird[1]'
