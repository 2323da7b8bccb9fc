echo f > file
