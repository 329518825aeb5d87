/* Counts the calls that write to the file system and, before the n-th, kills the process or lets the call fail once.
 *
 * FAULT_KILL_AT=n             dies before the n-th call
 * FAULT_AT=n FAULT_ERRNO=e    the n-th call fails with errno e
 * FAULT_COUNT=file            the number of calls is written there at the end
 *
 * Built and preloaded by tests/behaviour/killed.rs. Standard streams, pipes and sockets do not count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long kill_at, fail_at, fail_with;
static const char *count_file;

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
    kill_at = number("FAULT_KILL_AT");
    fail_at = number("FAULT_AT");
    fail_with = number("FAULT_ERRNO");
    count_file = getenv("FAULT_COUNT");
}

__attribute__((destructor)) static void end(void) {
    char text[32];
    if (!count_file) return;
    int length = snprintf(text, sizeof text, "%ld", atomic_load(&calls));
    long file = syscall(SYS_openat, AT_FDCWD, count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    syscall(SYS_write, file, text, (size_t)length);
    syscall(SYS_close, file);
}

static int refused(void) {
    long n = atomic_fetch_add(&calls, 1) + 1;
    if (n == kill_at) kill(getpid(), SIGKILL);
    if (n != fail_at) return 0;
    errno = (int)fail_with;
    return 1;
}

static int is_file(int fd) {
    struct stat status;
    return fd > 2 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))
#define ONE(name, parameters, arguments, ...) \
    int name parameters { return refused() ? -1 : REAL(int, name, __VA_ARGS__) arguments; }

ONE(mkdir, (const char *path, mode_t mode), (path, mode), const char *, mode_t)
ONE(rmdir, (const char *path), (path), const char *)
ONE(unlink, (const char *path), (path), const char *)
ONE(unlinkat, (int at, const char *path, int flags), (at, path, flags), int, const char *, int)
ONE(rename, (const char *from, const char *to), (from, to), const char *, const char *)
ONE(renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), int, const char *, int, const char *)
ONE(renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), int,
    const char *, int, const char *, unsigned)
ONE(link, (const char *from, const char *to), (from, to), const char *, const char *)
ONE(linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), int, const char *,
    int, const char *, int)
ONE(fsync, (int file), (file), int)
ONE(fdatasync, (int file), (file), int)
ONE(ftruncate, (int file, off_t length), (file, length), int, off_t)
ONE(ftruncate64, (int file, off64_t length), (file, length), int, off64_t)

ssize_t write(int file, const void *bytes, size_t length) {
    if (is_file(file) && refused()) return -1;
    return REAL(ssize_t, write, int, const void *, size_t)(file, bytes, length);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    if (is_file(file) && refused()) return -1;
    return REAL(ssize_t, writev, int, const struct iovec *, int)(file, parts, count);
}

#define OPEN(name, parameters, arguments, ...) \
    int name parameters { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        if ((flags & (O_CREAT | O_WRONLY | O_RDWR)) && refused()) return -1; \
        return REAL(int, name, __VA_ARGS__, ...) arguments; \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode), const char *, int)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), const char *, int)
OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode), int, const char *, int)
OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode), int, const char *, int)
