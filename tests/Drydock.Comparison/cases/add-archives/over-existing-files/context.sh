mkdir -p t/sub
echo new > t/f
echo added > t/sub/added
tar -cf a.tar --sort=name --owner=0 --group=0 -C t f sub
