touch file1.c fileA.c file10.c file.c ab abc
echo 1 > file1.c
