mkdir -p cmd/tool lib
echo 1 > main.go
echo 2 > cmd/tool/main.go
echo 3 > lib/lib.go
echo 4 > lib/lib.c
