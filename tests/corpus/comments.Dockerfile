#!/usr/bin/env drydock build -f
#   syntax = docker/dockerfile:1

# A comment, then a blank line; the next comment describes the stage.
#
# base what every stage begins with
FROM busybox AS base
# not a directive any more: escape=`
RUN echo one && \
# a comment within
    echo two && \
    # and one that is indented
    echo three
   # indented comment
RUN echo '# not a comment' # but this goes to the shell
	RUN	echo	tabs	everywhere	
run echo lower case
Run echo mixed case
MAINTAINER Somebody <somebody@example.org>

# last comment, with no line end after it
CMD ["sh"]
