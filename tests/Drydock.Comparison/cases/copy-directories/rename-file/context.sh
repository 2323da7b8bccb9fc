echo f > file
echo other > other
chmod 4711 other
