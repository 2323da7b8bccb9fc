echo tool > tool
mkdir dir
echo inner > dir/inner
chmod 755 tool dir/inner
setcap cap_net_bind_service=+ep tool
setcap cap_net_raw=+eip dir/inner
