mkdir -p dir/closed dir/open
touch dir/none dir/all dir/read dir/exec
chmod 000 dir/none
chmod 777 dir/all dir/open
chmod 444 dir/read
chmod 111 dir/exec
chmod 700 dir/closed
