touch f1 f2 fa fab 'f?' .hidden
printf 'f?\n!f[a-z]\n.h*\n' > .dockerignore
