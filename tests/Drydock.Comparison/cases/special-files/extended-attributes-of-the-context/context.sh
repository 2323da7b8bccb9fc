echo f > file
setfattr -n user.note -v 'of the file' file
