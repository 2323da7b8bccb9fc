mkdir -p a/b a/c
echo f > a/b/file
echo g > a/b/not-this
echo h > a/c/h
chmod 711 a/b
