/* SPDX-License-Identifier: Apache-2.0 */
/* The spool: order, limits, processes that are killed, a disk without room. */
#include "httpd/records/cp_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static char directory[] = "/tmp/cp_spool.XXXXXX";

/* Returns an empty directory. */
static const char *fresh(apr_pool_t *p)
{
    static int n;
    const char *path = apr_psprintf(p, "%s/%d", directory, n++);

    mkdir(path, 0700);
    return path;
}

static cp_spool_result append(cp_spool *spool, const char *record)
{
    apr_status_t rv;

    return cp_spool_append(spool, cp_span_of(record), &rv);
}

/* Returns all lines from a place on. */
static const char *rest(cp_spool *spool, cp_spool_place *from, apr_pool_t *p)
{
    const char *all = "";
    cp_span lines;

    while (cp_spool_read(spool, from, p, 100, &lines) == APR_SUCCESS
           && lines.n > 0) {
        all = apr_psprintf(p, "%s%.*s", all, (int)lines.n, lines.s);
        from->offset += lines.n;
    }
    return all;
}

static cp_progress beginning(cp_spool *spool)
{
    cp_progress progress;

    ok(cp_spool_load(spool, &progress) == APR_SUCCESS, "the progress is read");
    return progress;
}

static void order(apr_pool_t *p)
{
    cp_spool *spool = cp_spool_open(p, fresh(p));
    cp_progress progress = beginning(spool);
    cp_span lines;

    ok(cp_spool_lead(spool), "the first process leads");
    ok(cp_spool_read(spool, &progress.done, p, 100, &lines) == APR_SUCCESS
           && lines.n == 0,
       "an empty spool has no line");
    is_number(append(spool, "one"), CP_SPOOL_WRITTEN, "a record is written");
    append(spool, "two");
    append(spool, "three");
    is_text(p, rest(spool, &progress.done, p), "one\ntwo\nthree\n", "in order");
    apr_cpystrn(progress.tip, "abc", sizeof(progress.tip));
    ok(cp_spool_save(spool, &progress) == APR_SUCCESS, "progress is saved");
    append(spool, "four");
    progress = beginning(spool);
    is_text(p, progress.tip, "abc", "the hash is saved");
    is_text(p, rest(spool, &progress.done, p), "four\n", "the rest remains");
}

/* Runs in another process. Returns its exit status, or minus its signal. */
static int elsewhere(void (*run)(const char *), const char *path)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        run(path);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void try_to_lead(const char *path)
{
    apr_pool_t *p;

    apr_pool_create(&p, NULL);
    _exit(cp_spool_lead(cp_spool_open(p, path)));
}

static void lead_and_die(const char *path)
{
    apr_pool_t *p;
    cp_spool *spool;

    apr_pool_create(&p, NULL);
    spool = cp_spool_open(p, path);
    cp_spool_lead(spool);
    append(spool, "last words");
    kill(getpid(), SIGKILL);
}

static void leaders(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool;
    cp_progress progress;

    is_number(elsewhere(lead_and_die, path), -SIGKILL, "a leader is killed");
    spool = cp_spool_open(p, path);
    ok(cp_spool_lead(spool), "the next process leads");
    is_number(elsewhere(try_to_lead, path), 0, "one process leads at a time");
    progress = beginning(spool);
    is_text(p, rest(spool, &progress.done, p), "last words\n",
            "nothing is lost");
    cp_spool_follow(spool);
    is_number(elsewhere(try_to_lead, path), 1, "another one follows");
}

/* Writes part of a line to the first segment, as a killed process leaves it. */
static void damage(apr_pool_t *p, const char *path)
{
    int fd =
        open(apr_pstrcat(p, path, "/segment.1", NULL), O_WRONLY | O_APPEND);

    if (write(fd, "incompl", 7) != 7) {
        diag("cannot write: %d", errno);
    }
    close(fd);
}

static void half_a_line(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress = beginning(spool);

    append(spool, "one");
    damage(p, path);
    is_text(p, rest(spool, &progress.done, p), "one\n", "it is not read");
    append(spool, "two");
    is_text(p, rest(spool, &progress.done, p), "two\n", "and then removed");
}

static void damaged_control(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress = beginning(spool);
    int fd = open(apr_pstrcat(p, path, "/control", NULL), O_WRONLY);

    append(spool, "one");
    ok(cp_spool_save(spool, &progress) == APR_SUCCESS, "progress is saved");
    if (fd < 0 || pwrite(fd, "nonsense!", 9, 0) != 9
        || pwrite(fd, "nonsense!", 9, 1030) != 9
        || pwrite(fd, "nonsense!", 9, 2060) != 9) {
        diag("cannot write: %d", errno);
    }
    close(fd);
    append(spool, "two");
    progress = beginning(spool);
    is_text(p, rest(spool, &progress.done, p), "one\ntwo\n",
            "the segments are found again");
}

/* Writes the numbers of the last and of the first segment. */
static void set_numbers(apr_pool_t *p, const char *path, apr_uint64_t head,
                        apr_uint64_t tail)
{
    apr_uint64_t numbers[2] = {head, tail};
    int fd = open(apr_pstrcat(p, path, "/control", NULL), O_WRONLY);

    if (fd < 0
        || pwrite(fd, numbers, sizeof(numbers), 8) != (int)sizeof(numbers)) {
        diag("cannot write: %d", errno);
    }
    close(fd);
}

static void damaged_numbers(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress;

    append(spool, "one");
    set_numbers(p, path, APR_UINT64_MAX, 1);
    progress = beginning(spool);
    is_text(p, rest(spool, &progress.done, p), "one\n",
            "no search for segments that cannot exist");
    set_numbers(p, path, 1, 5);
    append(spool, "two");
    is_text(p, rest(spool, &progress.done, p), "two\n",
            "the first segment is not after the last one");
    set_numbers(p, path, __builtin_bswap64(3), __builtin_bswap64(1));
    append(spool, "of another processor");
    is_text(p, rest(spool, &progress.done, p), "of another processor\n",
            "numbers in the other order of bytes are damage");
    set_numbers(p, path, 0, 0);
    append(spool, "three");
    is_text(p, rest(spool, &progress.done, p), "three\n",
            "no segment has the number 0");
}

static void strange_names(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress;

    append(spool, "one");
    close(open(apr_pstrcat(p, path, "/segment.18446744073709551615", NULL),
               O_WRONLY | O_CREAT, 0600));
    set_numbers(p, path, 0, 0);
    progress = beginning(spool);
    append(spool, "two");
    is_text(p, rest(spool, &progress.done, p), "one\ntwo\n",
            "a file with an impossible number is not a segment");
}

/* The spool is not synchronised: after a power failure, a segment can have
 * fewer bytes than the leader has delivered. */
static void lost_bytes(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress = beginning(spool);

    append(spool, "one");
    append(spool, "two");
    rest(spool, &progress.done, p);
    ok(cp_spool_save(spool, &progress) == APR_SUCCESS, "progress is saved");
    if (truncate(apr_pstrcat(p, path, "/segment.1", NULL), 2) != 0) {
        diag("cannot cut: %d", errno);
    }
    progress = beginning(spool);
    append(spool, "three");
    append(spool, "four");
    is_text(p, rest(spool, &progress.done, p), "three\nfour\n",
            "new records are whole, and none is left out");
}

static void segments(apr_pool_t *p)
{
    const char *path = fresh(p);
    cp_spool *spool = cp_spool_open(p, path);
    cp_progress progress = beginning(spool);
    char *record = apr_palloc(p, CP_MAX_RECORD + 2);
    cp_spool_result result = CP_SPOOL_WRITTEN;
    cp_span lines;
    int written = 0, read = 0;
    apr_status_t rv;

    memset(record, 'x', CP_MAX_RECORD + 1);
    record[CP_MAX_RECORD + 1] = '\0';
    is_number(append(spool, record), CP_SPOOL_LOST, "a record has a limit");
    record[CP_SPOOL_QUEUE_BYTES / 2] = '\0';
    while (result == CP_SPOOL_WRITTEN && written < 1000) {
        result = append(spool, record);
        written += result == CP_SPOOL_WRITTEN;
    }
    is_number(result, CP_SPOOL_QUEUED, "the memory takes what does not fit");
    is_number(append(spool, record), CP_SPOOL_LOST, "and has a limit, too");
    is_number(written, 7 * CP_SPOOL_SEGMENTS, "the spool has its size");
    while (cp_spool_read(spool, &progress.done, p, 100, &lines) == APR_SUCCESS
           && lines.n > 0) {
        progress.done.offset += lines.n;
        read++;
    }
    is_number(read, written, "each record is read");
    ok(cp_spool_save(spool, &progress) == APR_SUCCESS, "progress is saved");
    ok(access(apr_pstrcat(p, path, "/segment.1", NULL), F_OK) != 0,
       "segments that are read are removed");
    is_number(append(spool, "x"), CP_SPOOL_QUEUED,
              "records in memory come first");
    is_number(cp_spool_flush(spool, &rv), 0, "the memory is written");
    is_number(rv, 0, "without an error");
    cp_spool_read(spool, &progress.done, p, CP_SPOOL_SEGMENT, &lines);
    ok(lines.n == CP_SPOOL_QUEUE_BYTES / 2 + 3, "both records are there");
}

/* The limit of a file's size is what an unprivileged test can have instead of
 * a full disk: write() fails in the middle of a record. */
static void without_room(const char *path)
{
    struct rlimit limit = {6000, 6000};
    apr_pool_t *p;
    cp_spool *spool;
    apr_status_t rv;
    int i, written = 0, queued = 0;

    apr_pool_create(&p, NULL);
    signal(SIGXFSZ, SIG_IGN);
    spool = cp_spool_open(p, path);
    append(spool, "first");
    setrlimit(RLIMIT_FSIZE, &limit);
    for (i = 0; i < 10; i++) {
        char text[1001];

        memset(text, '0' + i, 1000);
        text[1000] = '\0';
        switch (append(spool, text)) {
        case CP_SPOOL_WRITTEN:
            written++;
            break;
        case CP_SPOOL_QUEUED:
            queued++;
            break;
        default:
            break;
        }
    }
    if (written != 5 || queued != 5 || cp_spool_flush(spool, &rv) != 5
        || rv != ENOSPC) {
        _exit(1);
    }
    _exit(0);
}

static void no_room(apr_pool_t *p)
{
    const char *path = fresh(p), *all;
    cp_spool *spool;
    cp_progress progress;

    is_number(elsewhere(without_room, path), 0, "memory replaces the disk");
    spool = cp_spool_open(p, path);
    progress = beginning(spool);
    all = rest(spool, &progress.done, p);
    is_number((long)strlen(all), 6 + 5 * 1001, "no record is cut");
}

static void no_directory(apr_pool_t *p)
{
    cp_spool *spool = cp_spool_open(p, "/nonexistent/spool");
    apr_status_t rv;

    is_number(append(spool, "one"), CP_SPOOL_QUEUED,
              "a record stays in memory");
    is_number(cp_spool_flush(spool, &rv), 1, "and remains there");
    ok(!cp_spool_lead(spool), "no process leads");
}

static void notes(apr_pool_t *p)
{
    cp_spool *spool = cp_spool_open(p, fresh(p));

    ok(cp_spool_noted(spool, "policy.1") == 0, "nothing is noted");
    ok(cp_spool_note(spool, "policy.1"), "a note");
    ok(apr_time_now() - cp_spool_noted(spool, "policy.1")
           < apr_time_from_sec(100),
       "it has the time");
}

static const tap_group groups[] = {{"order", order},
                                   {"leaders", leaders},
                                   {"half a line", half_a_line},
                                   {"a damaged control file", damaged_control},
                                   {"damaged numbers", damaged_numbers},
                                   {"strange names", strange_names},
                                   {"lost bytes", lost_bytes},
                                   {"segments", segments},
                                   {"no room", no_room},
                                   {"no directory", no_directory},
                                   {"notes", notes},
                                   {NULL, NULL}};

int main(void)
{
    int status;

    if (mkdtemp(directory) == NULL) {
        perror(directory);
        return 1;
    }
    status = tap_run(groups);
    if (fork() == 0) {
        execlp("rm", "rm", "-rf", directory, (char *)NULL);
        _exit(127);
    }
    wait(NULL);
    return status;
}
