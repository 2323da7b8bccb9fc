echo x > x
tar -cf - --owner=0 --group=0 x | xz > a.tar.xz
