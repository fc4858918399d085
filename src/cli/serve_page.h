// The review page put together: register, workers, the flow of passed photos, the site, the server.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cli/gate.h"
#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "consent/register.h"
#include "core/clock.h"
#include "core/result.h"
#include "outcome/file_system.h"
#include "review/desk.h"
#include "review/http_server.h"
#include "review/photo_routes.h"
#include "review/site.h"
#include "review/tls.h"
#include "watch/photo_flow.h"
#include "worker/worker_pool.h"

namespace photogate {

struct ServeOptions {
  std::string address;
  int port = 0;
  const Tls* tls = nullptr;
  std::string school;
  bool demo = false;
  // The names by which the page may be asked for, once the port is known.
  std::function<std::vector<std::string>(int port)> hosts;
};

class ServePage {
 public:
  // What is given must outlive it. Cleared copies go to the share, or, without one, to
  // HOME/cleared/<channel>.
  static Result<std::unique_ptr<ServePage>> Make(Register& reg, const std::filesystem::path& home,
                                                 const Clock& clock, Gate& gate);
  ~ServePage();

  Result<Done> Start(const ServeOptions& options);
  // Ends the server and the flow; photos in hand are finished.
  void Stop();
  int port() const { return server_->port(); }

  // Takes a photo in and checks it, as if it had been dropped into the channel's inbox.
  Result<Done> TakeIn(const std::filesystem::path& file, const NewPhoto& photo);
  // Photos the journal has.
  Result<bool> Empty();

 private:
  ServePage(Register& reg, std::filesystem::path home, const Clock& clock, Gate& gate);
  Result<Done> Prepare();
  DeskTools Tools();
  ReleaseTools PublishTools();
  Result<ReleaseFolders> FoldersOf(const ChannelName& channel);
  Result<WorkerPool*> FileWorkers();
  // Releases that a crash broke off are brought to an end. True when none is left.
  bool SettleReleases();
  // kUnavailable when the watched folder was set to another place since: nothing is taken out of,
  // or put into, the one that nobody uses any more.
  Result<Done> CheckShare();
  std::filesystem::path ClearedFolder(const ChannelName& channel) const;
  Result<int> RemoveCopy(const PhotoEntry& photo);
  // Copies that stand in cleared/ although their photo is not cleared any more go, whoever was
  // stopped before they could. True when none is left.
  void LookForFallen();
  bool RemoveFallen();
  // Photos that a crash left between the ledger's row and the copy. In the watched folder that is
  // the watcher's to do.
  void RecoverClearing();
  Result<CopiesOut> TakeOut(const Actor& by);
  void Run();

  Register& reg_;
  const std::filesystem::path home_;
  const Clock& clock_;
  Gate& gate_;
  PosixFileSystem disk_;
  bool shared_ = false;                       // there is a watched folder
  std::string share_root_;                    // as it was set at the start
  std::unique_ptr<FileSystem> release_disk_;  // of cleared/ and released/
  std::mutex files_mutex_;                    // guards the workers' start
  std::unique_ptr<WorkerPool> file_workers_;  // without models, for what is verified
  PipelineContext pipeline_{};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> tidy_{false};  // nothing is known to stand in cleared/ that should not
  std::filesystem::path shelves_;  // holds cleared/
  std::filesystem::path work_;
  PhotoJournal journal_;
  PhotoFiles files_;
  std::unique_ptr<PhotoFlow> flow_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<SiteParts> site_parts_;
  std::unique_ptr<PhotoParts> photo_parts_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<HttpServer> server_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool asked_ = true;           // at the start there may be what an earlier run left
  std::vector<PhotoId> again_;  // held, to be checked anew
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace photogate
