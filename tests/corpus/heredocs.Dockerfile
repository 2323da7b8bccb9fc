FROM debian:bookworm-slim AS scripts
ARG NAME=world
RUN <<SCRIPT python3
print("a shebang would do as well")
SCRIPT
RUN <<'RAW' cat >/raw; cat /raw
$NAME stays, and so does \ at the end of a line \
RAW
RUN 3<<ONE 4<<TWO bash -c 'cat <&3; cat <&4'
one
ONE
two
TWO
RUN <<EOS
#!/usr/bin/env bash
set -euo pipefail
for i in {1..3}; do
  echo "$i: ${NAME}"
done
EOS
COPY <<first.txt <<second.txt <<-third.txt /files/
Hello, ${NAME}!
first.txt
Good-bye, ${NAME:-nobody}.
second.txt
	tabs before this are cut
third.txt
COPY <<"literal" /files/literal
$NAME and ${NAME} are not touched
literal
ADD <<EMPTY /files/empty
EMPTY
ONBUILD RUN <<TRIGGER
echo triggered
TRIGGER
