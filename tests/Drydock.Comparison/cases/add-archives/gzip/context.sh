echo g > g
tar -cf - --owner=0 --group=0 g | gzip -n > a.tar.gz
cp a.tar.gz no-ending
