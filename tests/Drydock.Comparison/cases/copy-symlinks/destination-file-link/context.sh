echo new > file
