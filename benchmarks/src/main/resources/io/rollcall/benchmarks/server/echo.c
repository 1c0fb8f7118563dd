/* The least that a line echo can be: one thread, epoll, every complete line of a read written back in one call. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 65536, EVENTS = 256 };

struct peer {
  int fd, writing;
  size_t length, done; /* of what is kept: an unfinished line, or lines that the socket did not take */
  char *kept;
};

static int poll_set;
static char room[ROOM];

static void give_up(struct peer *p) {
  close(p->fd);
  free(p->kept);
  free(p);
}

static void watch(struct peer *p, int how, unsigned events) {
  struct epoll_event e = {.events = events, .data.ptr = p};
  if (epoll_ctl(poll_set, how, p->fd, &e) < 0) exit(1);
}

static int keep(struct peer *p, const char *bytes, size_t length) {
  free(p->kept);
  p->done = 0;
  p->length = length;
  p->kept = length ? malloc(length) : NULL;
  if (length && !p->kept) return -1;
  if (length) memcpy(p->kept, bytes, length);
  return 0;
}

/* Reads once; what of it is complete lines goes back, the rest is kept. A line longer than ROOM ends the peer. */
static int readable(struct peer *p) {
  size_t had = p->length;
  if (had == ROOM) return -1;
  if (had) memcpy(room, p->kept, had);
  ssize_t got = read(p->fd, room + had, ROOM - had);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got <= 0) return -1;
  size_t all = had + (size_t)got;
  char *last = memrchr(room, '\n', all);
  size_t lines = last ? (size_t)(last - room) + 1 : 0, sent = 0;
  while (sent < lines) {
    ssize_t put = send(p->fd, room + sent, lines - sent, MSG_NOSIGNAL);
    if (put < 0 && errno == EAGAIN) {
      p->writing = 1; /* reads no more until all of this is gone, the beginning of a line included */
      watch(p, EPOLL_CTL_MOD, EPOLLOUT);
      int kept = keep(p, room + sent, all - sent);
      p->done = lines - sent; /* so much of it is to be written */
      return kept;
    }
    if (put < 0) return -1;
    sent += (size_t)put;
  }
  return had || all > lines ? keep(p, room + lines, all - lines) : 0;
}

static int writable(struct peer *p) {
  ssize_t put = send(p->fd, p->kept, p->done, MSG_NOSIGNAL);
  if (put < 0) return errno == EAGAIN ? 0 : -1;
  size_t left = p->length - (size_t)put, due = p->done - (size_t)put;
  memmove(p->kept, p->kept + put, left);
  p->length = left;
  p->done = due;
  if (due == 0) {
    p->writing = 0;
    watch(p, EPOLL_CTL_MOD, EPOLLIN);
  }
  return 0;
}

int main(int argc, char **argv) {
  struct rlimit files;
  if (!getrlimit(RLIMIT_NOFILE, &files)) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  signal(SIGPIPE, SIG_IGN);
  int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argc > 1 ? argv[1] : "0"))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server, (struct sockaddr *)&at, sizeof at) < 0 || listen(server, 4096) < 0) {
    perror("echo");
    return 1;
  }
  poll_set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
  if (poll_set < 0 || epoll_ctl(poll_set, EPOLL_CTL_ADD, server, &e) < 0) return 1;
  for (;;) {
    int count = epoll_wait(poll_set, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      struct peer *p = events[i].data.ptr;
      if (p) {
        if ((p->writing ? writable(p) : readable(p)) < 0) give_up(p);
        continue;
      }
      int fd;
      while ((fd = accept4(server, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct peer *fresh = calloc(1, sizeof *fresh);
        if (!fresh) return 1;
        fresh->fd = fd;
        watch(fresh, EPOLL_CTL_ADD, EPOLLIN);
      }
    }
  }
}
