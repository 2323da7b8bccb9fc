mkdir -p t/sub
echo a > t/a
setfattr -n user.note -v 'a note' t/a
setfattr -n user.other -v 0x0001fe t/a
setfattr -n user.dir -v d t/sub
tar -cf a.tar --sort=name --owner=0 --group=0 --xattrs --xattrs-include='user.*' -C t a sub
rm -r t
