n=$(printf 'n%.0s' $(seq 255))
mkdir -p "long/$n/$n"
echo f > "long/$n/$n/$n"
ln -s "$n/$n/$n" long/link
