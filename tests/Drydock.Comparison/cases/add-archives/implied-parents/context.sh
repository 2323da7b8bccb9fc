mkdir -p one/two/three
echo f > one/two/three/f
tar -cf a.tar --owner=0 --group=0 one/two/three/f
