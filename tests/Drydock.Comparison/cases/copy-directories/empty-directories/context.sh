mkdir -p tree/empty tree/x/y/z
chmod 1777 tree/empty
chmod 500 tree/x/y/z
