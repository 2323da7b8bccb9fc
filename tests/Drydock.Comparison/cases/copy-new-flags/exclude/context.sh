mkdir -p dir/tmp dir/sub
touch dir/a dir/b.md dir/keep.md dir/tmp/t dir/sub/c.md
