touch a.md README.md README-secret.md
printf '*.md\n!README*.md\nREADME-secret.md\n' > .dockerignore
