/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main() for a fuzz target without libFuzzer. The arguments are files and
 * directories of files. Fails if there is no file.
 */
/* qemu-user gives a program of 32 bits places in folders that need 64. */
#define _FILE_OFFSET_BITS 64

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static int replayed;

static int replay_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t n = 0, got;

    if (in == NULL) {
        perror(path);
        return 1;
    }
    do {
        data = realloc(data, n + 65536);
        got = fread(data + n, 1, 65536, in);
        n += got;
    } while (got > 0);
    fclose(in);
    /* Exactly as long as the input: a checker sees a read past its end. */
    data = realloc(data, n ? n : 1);
    /* If the target aborts, this line names the input. */
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    replayed++;
    return 0;
}

static int replay_directory(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int failed = 0;

    if (dir == NULL) {
        perror(path);
        return 1;
    }
    while ((entry = readdir(dir)) != NULL) {
        char name[4096];

        if (entry->d_name[0] != '.') {
            snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
            failed |= replay_file(name);
        }
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv)
{
    int i, failed = 0;

    for (i = 1; i < argc; i++) {
        struct stat st;

        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            failed |= replay_directory(argv[i]);
        }
        else {
            failed |= replay_file(argv[i]);
        }
    }
    printf("%d inputs replayed\n", replayed);
    return failed || replayed == 0;
}
