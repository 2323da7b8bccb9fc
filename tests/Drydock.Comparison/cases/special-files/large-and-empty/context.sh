mkdir sizes
for n in 0 1 511 512 513 4095 4096 4097 10240 1048576; do head -c $n /dev/zero | tr '\0' x > sizes/$n; done
