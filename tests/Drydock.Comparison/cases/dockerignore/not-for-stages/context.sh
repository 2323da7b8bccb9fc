touch c.log d.txt
printf '*.log\n' > .dockerignore
