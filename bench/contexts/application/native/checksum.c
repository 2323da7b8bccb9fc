#include <stdint.h>
#include <stdio.h>

/* Fletcher's checksum of what is read. */
int main(void)
{
    uint32_t low = 0, high = 0;
    for (int c; (c = getchar()) != EOF;) {
        low = (low + (uint32_t)c) % 65535;
        high = (high + low) % 65535;
    }
    printf("%08x\n", high << 16 | low);
    return 0;
}
