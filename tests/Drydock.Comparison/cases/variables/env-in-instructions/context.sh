echo f > file.txt
