mkdir t
mknod t/null c 1 3
mknod t/disk b 7 99
mkfifo t/pipe
chmod 640 t/disk
tar -cf a.tar --sort=name --owner=0 --group=6 -C t null disk pipe
rm -r t
