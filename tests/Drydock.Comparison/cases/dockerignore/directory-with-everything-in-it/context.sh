mkdir -p node_modules/x/y build
touch node_modules/x/y/z build/out builder
printf 'node_modules\nbuild/*\n' > .dockerignore
