/* gzstat 2.0: how well standard input compresses. */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define CHUNK 65536

int main(int argc, char **argv)
{
    static unsigned char in[CHUNK], out[CHUNK];
    z_stream stream;
    unsigned long before = 0, after = 0;
    size_t count;
    int flush;

    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("gzstat 2.0, zlib %s\n", zlibVersion());
        return 0;
    }

    memset(&stream, 0, sizeof stream);
    if (deflateInit(&stream, Z_BEST_COMPRESSION) != Z_OK) {
        fputs("gzstat: zlib does not start\n", stderr);
        return 1;
    }
    do {
        count = fread(in, 1, sizeof in, stdin);
        before += count;
        flush = feof(stdin) ? Z_FINISH : Z_NO_FLUSH;
        stream.next_in = in;
        stream.avail_in = (uInt)count;
        do {
            stream.next_out = out;
            stream.avail_out = sizeof out;
            deflate(&stream, flush);
            after += sizeof out - stream.avail_out;
        } while (stream.avail_out == 0);
    } while (flush != Z_FINISH && !ferror(stdin));
    deflateEnd(&stream);

    printf("%lu -> %lu bytes\n", before, after);
    return ferror(stdin) ? 1 : 0;
}
