ARG A=one:two:three
ARG B=${A%%:*} C=${A##*:} D="${A/two/2}"
FROM alpine:${B:+3.20} AS base
ARG A B=$A C
ENV plain=$A braced=${A} default=${UNSET:-fallback} alternative=${A:+set} \
    nested=${UNSET:-${ALSO_UNSET:-${A#*:}}} \
    trimmed="${A%:*}" greedy=${A%%:*} every=${A//:/-} once=${A/:/,} \
    quoted="a \"b\" \$c" single='$A' escaped=\$A mixed="$A"'$A'\ $A
ENV OLD style with blanks and $A
ENV PATH=/opt/bin:$PATH
WORKDIR /work/${B}
WORKDIR relative
LABEL "com.example.key with blanks"="value" com.example.multi="line one \
line two" version=${VERSION:-0}
COPY ["with blank.txt", "/a b/"]
COPY a?.txt [b-d].* **/*.md /globs/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/a.tar.gz /downloads/
ADD --keep-git-dir=true --link https://github.com/example/project.git#v1.0:sub /project
ADD --unpack=false archive.tar.gz /archives/
USER ${APP_USER:-1000}:${APP_GROUP:-1000}
VOLUME /data /cache
EXPOSE 80 443/tcp 5000-5010/udp
STOPSIGNAL ${SIGNAL:-9}
ONBUILD COPY . /app
ONBUILD RUN make -C /app
CMD echo "$plain" && exec sleep 1
