/* Writes down, in order, everything that a process does to the files below $POWER_ROOT, and what it prints:
 * the disk can then be rebuilt as a power cut at any moment might have left it. For `power.rs`, which builds
 * it and loads it into a child with LD_PRELOAD. Linux with glibc.
 *
 * A record is: kind (1 byte), file number (8), offset (8), length of the name (4), length of the data (8),
 * name, data; numbers as the machine has them. Kinds: C made, W written, T cut to a length, S synced,
 * R sync_file_range, M folder made, N renamed (name to data), U removed, A printed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *root;

#define REAL(result, name, ...)                                                                                    \
    static result (*real_##name)(__VA_ARGS__);                                                                     \
    if (!real_##name) real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
    REAL(int, open64, const char *, int, ...);
    root = getenv("POWER_ROOT");
    const char *path = getenv("POWER_JOURNAL");
    if (root && path) journal = real_open64(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *bytes, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    const char *at = bytes;
    while (length) {
        ssize_t done = real_write(journal, at, length);
        if (done <= 0) abort();
        at += done;
        length -= (size_t)done;
    }
}

static void note(char kind, uint64_t file, uint64_t offset, const char *name, const void *data, uint64_t length) {
    uint32_t name_length = (uint32_t)strlen(name);
    char head[29];
    head[0] = kind;
    memcpy(head + 1, &file, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &name_length, 4);
    memcpy(head + 21, &length, 8);
    put(head, sizeof head);
    put(name, name_length);
    put(data, length);
}

static int below(const char *path) {
    return journal >= 0 && path && strncmp(path, root, strlen(root)) == 0;
}

/* The number of the file behind a descriptor, where it lies below the root; 0 otherwise. */
static uint64_t number(int fd) {
    char link[64], path[PATH_MAX];
    struct stat data;
    if (journal < 0 || fd < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (!below(path) || fstat(fd, &data)) return 0;
    return data.st_ino;
}

static int opened(int fd, int was_there, const char *path, int flags) {
    struct stat data;
    if (fd >= 0 && below(path) && !fstat(fd, &data) && S_ISREG(data.st_mode)) {
        if (!was_there) note('C', data.st_ino, 0, path, "", 0);
        else if (flags & O_TRUNC) note('T', data.st_ino, 0, "", "", 0);
    }
    return fd;
}

#define OPEN(name)                                                                                                 \
    int name(const char *path, int flags, ...) {                                                                   \
        REAL(int, name, const char *, int, ...);                                                                   \
        va_list more;                                                                                              \
        va_start(more, flags);                                                                                     \
        mode_t mode = va_arg(more, mode_t);                                                                        \
        va_end(more);                                                                                              \
        pthread_mutex_lock(&turn);                                                                                 \
        int was_there = access(path, F_OK) == 0;                                                                   \
        int fd = opened(real_##name(path, flags, mode), was_there, path, flags);                                   \
        int error = errno;                                                                                         \
        pthread_mutex_unlock(&turn);                                                                               \
        errno = error;                                                                                             \
        return fd;                                                                                                 \
    }
OPEN(open)
OPEN(open64)

#define AFTER(result_type, call, happened)                                                                         \
    pthread_mutex_lock(&turn);                                                                                     \
    result_type result = call;                                                                                     \
    int error = errno;                                                                                             \
    if (result >= 0) {                                                                                             \
        happened;                                                                                                  \
    }                                                                                                              \
    pthread_mutex_unlock(&turn);                                                                                   \
    errno = error;                                                                                                 \
    return result

ssize_t write(int fd, const void *data, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (fd == journal) return real_write(fd, data, length);
    uint64_t file = number(fd);
    if (journal >= 0 && fd == 1) {
        AFTER(ssize_t, real_write(fd, data, length), note('A', 0, 0, "", data, (uint64_t)result));
    }
    if (!file) return real_write(fd, data, length);
    struct stat before;
    int append = fcntl(fd, F_GETFL) & O_APPEND;
    fstat(fd, &before);
    off_t at = append ? before.st_size : lseek(fd, 0, SEEK_CUR);
    AFTER(ssize_t, real_write(fd, data, length), note('W', file, (uint64_t)at, "", data, (uint64_t)result));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (!number(fd) && fd != 1) return real_writev(fd, parts, count);
    ssize_t total = 0;
    for (int part = 0; part < count; part++) {
        ssize_t done = write(fd, parts[part].iov_base, parts[part].iov_len);
        if (done < 0) return total ? total : done;
        total += done;
    }
    return total;
}

#define PWRITE(name, offset_type)                                                                                  \
    ssize_t name(int fd, const void *data, size_t length, offset_type at) {                                        \
        REAL(ssize_t, name, int, const void *, size_t, offset_type);                                               \
        uint64_t file = number(fd);                                                                                \
        if (!file) return real_##name(fd, data, length, at);                                                       \
        AFTER(ssize_t, real_##name(fd, data, length, at),                                                          \
              note('W', file, (uint64_t)at, "", data, (uint64_t)result));                                          \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type)                                                                                \
    int name(int fd, offset_type length) {                                                                         \
        REAL(int, name, int, offset_type);                                                                         \
        uint64_t file = number(fd);                                                                                \
        if (!file) return real_##name(fd, length);                                                                 \
        AFTER(int, real_##name(fd, length), note('T', file, (uint64_t)length, "", "", 0));                         \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                                                                                 \
    int name(int fd) {                                                                                             \
        REAL(int, name, int);                                                                                      \
        uint64_t file = number(fd);                                                                                \
        if (!file) return real_##name(fd);                                                                         \
        AFTER(int, real_##name(fd), note('S', file, 0, "", "", 0));                                                \
    }
SYNC(fsync)
SYNC(fdatasync)

int sync_file_range(int fd, off64_t at, off64_t length, unsigned flags) {
    REAL(int, sync_file_range, int, off64_t, off64_t, unsigned);
    uint64_t file = number(fd);
    if (!file) return real_sync_file_range(fd, at, length, flags);
    AFTER(int, real_sync_file_range(fd, at, length, flags), note('R', file, (uint64_t)at, "", "", 0));
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    if (!below(path)) return real_mkdir(path, mode);
    AFTER(int, real_mkdir(path, mode), note('M', 0, 0, path, "", 0));
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (!below(to)) return real_rename(from, to);
    AFTER(int, real_rename(from, to), note('N', 0, 0, from, to, strlen(to)));
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (!below(path)) return real_unlink(path);
    AFTER(int, real_unlink(path), note('U', 0, 0, path, "", 0));
}
