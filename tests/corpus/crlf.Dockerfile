FROM alpine AS crlf
RUN echo one && \
    echo two
COPY <<EOF /x
line
EOF
ENV A=1
