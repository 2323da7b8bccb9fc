mkdir -p src/one src/two src/b
echo 1 > src/one/main.go
echo 22 > src/two/other.go
echo 3 > src/b/three
mkdir -p lib/b
echo 4 > lib/b/four
