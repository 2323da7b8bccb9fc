mkdir dir other
touch dir/f other/f '#file' plain
printf '# a comment\n\n   /dir/   \n./other\n' > .dockerignore
