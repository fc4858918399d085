// photogate-worker: inspects photos for photogate, which starts it. The conversation is on
// descriptor 3; there is nothing to run by hand.
#include <sys/socket.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>

#include "worker/serve.h"
#include "worker/spawner.h"

int main() {
  // Ctrl-C is for the program that started this one; it ends its workers itself.
  std::signal(SIGINT, SIG_IGN);
  struct stat about {};
  if (::fstat(photogate::kWorkerSocket, &about) != 0 || !S_ISSOCK(about.st_mode)) {
    std::fputs("photogate-worker is started by photogate and does nothing by itself.\n", stderr);
    return 1;
  }
  return photogate::Serve(photogate::kWorkerSocket);
}
