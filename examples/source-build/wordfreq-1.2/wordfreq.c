/* wordfreq: the most frequent words of standard input. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#define LONGEST 63

struct word {
    char text[LONGEST + 1];
    unsigned long count;
};

static struct word *words;
static size_t used, room;

static void add(const char *text)
{
    size_t i;

    for (i = 0; i < used; i++)
        if (strcmp(words[i].text, text) == 0) {
            words[i].count++;
            return;
        }
    if (used == room) {
        room = room ? room * 2 : 256;
        words = realloc(words, room * sizeof *words);
        if (words == NULL) {
            fputs("wordfreq: out of memory\n", stderr);
            exit(1);
        }
    }
    strcpy(words[used].text, text);
    words[used++].count = 1;
}

static int by_count(const void *a, const void *b)
{
    const struct word *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

int main(int argc, char **argv)
{
    char text[LONGEST + 1];
    size_t length = 0, i, limit = DEFAULT_LIMIT;
    int c;

    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("wordfreq " VERSION);
        return 0;
    }
    if (argc > 1)
        limit = strtoul(argv[1], NULL, 10);

    do {
        c = getchar();
        if (c != EOF && isalpha((unsigned char)c)) {
            if (length < LONGEST)
                text[length++] = (char)tolower((unsigned char)c);
        } else if (length > 0) {
            text[length] = '\0';
            add(text);
            length = 0;
        }
    } while (c != EOF);

    if (used > 0)
        qsort(words, used, sizeof *words, by_count);
    for (i = 0; i < used && i < limit; i++)
        printf("%lu %s\n", words[i].count, words[i].text);
    free(words);
    return 0;
}
