mkdir odd
echo 1 > "odd/with blank"
echo 2 > "odd/it's"
echo 3 > 'odd/"quoted"'
echo 4 > 'odd/päron'
echo 5 > odd/-dash
echo 6 > 'odd/back\slash'
echo 7 > 'odd/star*'
