#include "cli/serve_page.h"

#include <fcntl.h>

#include <atomic>
#include <chrono>
#include <system_error>

#include "cli/release_flow.h"
#include "consent/channels.h"
#include "consent/home_settings.h"
#include "outcome/channel_shelf.h"
#include "release/hand_over.h"
#include "watch/share.h"
#include "watch/share_disk.h"
#include "worker/channel.h"

namespace photogate {
namespace {

namespace fs = std::filesystem;

// Passed photos that another process was to finish and did not are looked for this often.
constexpr std::chrono::seconds kLookAgain{5};

// Writing a copy takes moments. Whoever began to clear a photo so long ago does not live any more.
constexpr std::chrono::minutes kLongDead{10};

// One takes a document apart while the other looks at what is in it.
constexpr int kFileWorkers = 2;

const Actor& Page() {
  static const Actor page{"photogate serve"};
  return page;
}

}  // namespace

ServePage::ServePage(Register& reg, fs::path home, const Clock& clock, Gate& gate)
    : reg_(reg),
      home_(std::move(home)),
      clock_(clock),
      gate_(gate),
      journal_(reg),
      files_(reg, home_) {}

ServePage::~ServePage() { Stop(); }

Result<std::unique_ptr<ServePage>> ServePage::Make(Register& reg, const fs::path& home,
                                                   const Clock& clock, Gate& gate) {
  std::unique_ptr<ServePage> page(new ServePage(reg, home, clock, gate));
  if (auto prepared = page->Prepare(); !prepared.ok()) return prepared.error();
  return page;
}

fs::path ServePage::ClearedFolder(const ChannelName& channel) const {
  return shelves_ / "cleared" / channel.value;
}

Result<Done> ServePage::Prepare() {
  const auto settings = HomeSettings(reg_).ForWatching();
  if (!settings.ok()) return settings.error();
  share_root_ = settings.value().share_root;
  shared_ = !share_root_.empty();
  const bool shared = shared_;
  shelves_ = shared ? fs::path(share_root_) : home_;
  work_ = shelves_ / ".photogate";
  if (shared) {
    release_disk_ = std::make_unique<ShareDisk>(shelves_);
  } else {
    release_disk_ = std::make_unique<PosixFileSystem>();
  }
  FlowParts parts;
  parts.pipeline.inspect = InspectWith(*gate_.pool);
  parts.pipeline.render = RenderWith(*gate_.pool);
  parts.pipeline.recogniser = gate_.recogniser();
  parts.pipeline.match = gate_.match();
  parts.pipeline.matching_allowed = gate_.self_test_passed || !gate_.models.recogniser;
  parts.pipeline.clock = &clock_;
  // The watcher's own photos are decided under its own settings; these are the page's.
  parts.settings_hash = "serve";
  flow_ = std::make_unique<PhotoFlow>(reg_, journal_, files_, parts, Page());
  const auto channels = Channels(reg_).List();
  if (!channels.ok()) return channels.error();
  std::error_code failed;
  for (const ChannelDetails& channel : channels.value()) {
    // A share that is not there now must not be made up.
    if (shared && !fs::exists(work_, failed)) break;
    fs::create_directories(ClearedFolder(channel.name), failed);
    fs::create_directories(work_, failed);
    flow_->SetShelf(channel.name,
                    std::make_shared<ChannelShelf>(disk_, ClearedFolder(channel.name), work_));
  }
  pipeline_ = parts.pipeline;
  DeskTools tools = Tools();
  tools.publish = PublishTools();
  tools.pipeline = parts.pipeline;
  tools.render = parts.pipeline.render;
  desk_ = std::make_unique<Desk>(reg_, clock_, std::move(tools));
  return Done{};
}

Result<Done> ServePage::CheckShare() {
  const auto settings = HomeSettings(reg_).ForWatching();
  if (!settings.ok()) return settings.error();
  if (settings.value().share_root == share_root_) return Done{};
  return Error{ErrorKind::kUnavailable,
               "The shared folder was moved to another place since this page was started, so "
               "nothing is done with its copies. Start `photogate serve` again."};
}

DeskTools ServePage::Tools() {
  DeskTools tools;
  tools.open = [this](const PhotoEntry& photo) -> Result<PhotoFile> {
    auto original = files_.Open(photo, Limits{}.file_bytes);
    if (!original.ok()) return original.error();
    return OpenedPhotoFile(OwnedFd(original.value().Release()), {});
  };
  tools.settle = [this](const PhotoEntry& photo) {
    LookForFallen();  // another photo with the same bytes may have lost its copy with this one
    return files_.Settle(photo);
  };
  tools.destroy = [this](const PhotoEntry& photo, const std::string& why, const Actor& by) {
    return files_.Destroy(photo, why, by);
  };
  tools.remove_copy = [this](const PhotoEntry& photo) { return RemoveCopy(photo); };
  tools.passed = [this] {
    {
      const std::lock_guard lock(mutex_);
      asked_ = true;
    }
    wake_.notify_one();
  };
  tools.again = [this](const PhotoId& id) {
    {
      const std::lock_guard lock(mutex_);
      again_.push_back(id);
    }
    wake_.notify_one();
  };
  return tools;
}

Result<ReleaseFolders> ServePage::FoldersOf(const ChannelName& channel) {
  if (const auto same = CheckShare(); !same.ok()) return same.error();
  if (shared_) {
    auto places = FindReleasePlaces(reg_, channel.value, {}, {});
    if (!places.ok()) return places.error();
    return ReleaseFolders{places.value().from.front(), places.value().to,
                          places.value().cleared_root};
  }
  if (!IsFolderName(channel.value)) {
    return Error{ErrorKind::kRefused, "The channel's name cannot be a folder's."};
  }
  const ReleaseFolders folders{ClearedFolder(channel), home_ / "released" / channel.value,
                               home_ / "cleared"};
  for (const fs::path& folder :
       {folders.cleared_root, folders.from, folders.to.parent_path(), folders.to}) {
    if (const auto made = release_disk_->MakeFolder(folder); !made.ok()) return made.error();
  }
  return folders;
}

Result<WorkerPool*> ServePage::FileWorkers() {
  const std::lock_guard lock(files_mutex_);
  if (file_workers_ == nullptr) {
    const auto program = FindWorkerProgram();
    if (!program.ok()) return program.error();
    WorkerOptions options;
    options.program = program.value();
    options.count = kFileWorkers;
    auto pool = WorkerPool::Start(options);
    if (!pool.ok()) return pool.error();
    file_workers_ = std::move(pool).value();
  }
  return file_workers_.get();
}

ReleaseTools ServePage::PublishTools() {
  ReleaseTools tools;
  tools.folders = [this](const ChannelName& channel) { return FoldersOf(channel); };
  tools.disk = release_disk_.get();
  tools.home = home_;
  tools.verify = [this](const ChannelName& channel) {
    return VerifyParts{&reg_,
                       channel,
                       &clock_,
                       gate_.recogniser(),
                       [this] { return FileWorkers(); },
                       [this] { return Result<const PipelineContext*>(&pipeline_); },
                       &cancelled_,
                       kFileWorkers + 1};
  };
  return tools;
}

bool ServePage::SettleReleases() {
  const auto recovered =
      RecoverReleases({&reg_, &clock_, release_disk_.get(), home_, shelves_ / "cleared"}, Page());
  return recovered.ok() && recovered.value().waiting == 0;
}

void ServePage::RecoverClearing() {
  if (shared_) return;
  PhotoQuery query;
  query.states = {PhotoState::kClearing};
  query.state_before = FormatUtc(clock_.Now() - kLongDead);
  const auto photos = journal_.List(query);
  if (!photos.ok()) return;
  for (const PhotoEntry& photo : photos.value()) {
    const auto hash = disk_.Hash(ClearedFolder(photo.channel) / photo.output_name.value_or("?"));
    const bool stands = hash.ok() && photo.output_sha256 && hash.value() == *photo.output_sha256;
    const auto moved = journal_.MoveFrom(photo.id, PhotoState::kClearing,
                                         stands ? PhotoState::kCleared : PhotoState::kHeld,
                                         stands ? "found in cleared" : "decided again", Page());
    // People's word stands, and the check is made anew before there is a copy.
    const auto said = journal_.Verdicts(photo.id);
    if (!stands && moved.ok() && said.ok() && !said.value().empty()) {
      (void)journal_
          .MoveFrom(photo.id, PhotoState::kHeld, PhotoState::kPassed, "decided again", Page())
          .ok();
    }
    const auto now = journal_.Load(photo.id);
    if (now.ok()) (void)files_.Settle(now.value()).ok();
  }
}

Result<Done> ServePage::Start(const ServeOptions& options) {
  auto answer = std::make_shared<HttpHandler>();
  auto ready = std::make_shared<std::atomic<bool>>(false);
  ListenOptions listen;
  listen.address = options.address;
  listen.port = options.port;
  listen.always =
      SecurityHeaders(options.tls != nullptr && !options.tls->self_signed && !options.tls->own);
  auto server = HttpServer::Start(listen, options.tls, [answer, ready](const HttpRequest& request) {
    // The port is open a moment before the page is.
    if (!ready->load()) return HttpResponse{503};
    return (*answer)(request);
  });
  if (!server.ok()) return server.error();
  SiteOptions site;
  site.address.hosts = options.hosts(server.value()->port());
  site.address.tls = options.tls != nullptr;
  site.school = options.school;
  site.demo = options.demo;
  site.take_out = [this](const Actor& by) { return TakeOut(by); };
  site_parts_ = std::make_unique<SiteParts>(site, reg_, clock_);
  photo_parts_ = std::make_unique<PhotoParts>(*site_parts_, *desk_);
  site_ = std::make_unique<Site>(*site_parts_, AllPhotoRoutes(*photo_parts_));
  *answer = [this](const HttpRequest& request) { return site_->Answer(request); };
  ready->store(true);
  server_ = std::move(server).value();
  thread_ = std::thread([this] { Run(); });
  return Done{};
}

void ServePage::Stop() {
  cancelled_ = true;
  server_.reset();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ServePage::Run() {
  // A release of another process that is being made just now, or a share that is away: later.
  bool settled = SettleReleases();
  for (;;) {
    if (!settled) settled = SettleReleases();
    // Set first: what fails meanwhile is looked for again.
    if (!tidy_.exchange(true) && !RemoveFallen()) tidy_ = false;
    std::vector<PhotoId> again;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, kLookAgain, [this] { return ending_ || asked_ || !again_.empty(); });
      if (ending_) return;
      asked_ = false;
      again.swap(again_);
    }
    if (!CheckShare().ok()) continue;
    for (const PhotoId& id : again) (void)flow_->Run(id);
    RecoverClearing();
    PhotoQuery query;
    query.states = {PhotoState::kPassed};
    const auto passed = journal_.List(query);
    if (!passed.ok()) continue;
    for (const PhotoEntry& photo : passed.value()) {
      // What fails, or was passed a moment ago, stays passed and is tried again.
      (void)flow_->Run(photo.id);
    }
  }
}

Result<bool> ServePage::Empty() {
  PhotoQuery query;
  query.most = 1;
  const auto photos = journal_.List(query);
  if (!photos.ok()) return photos.error();
  return photos.value().empty();
}

Result<Done> ServePage::TakeIn(const fs::path& file, const NewPhoto& photo) {
  const auto opened = OpenPhotoFile(file);
  if (!opened.ok()) return opened.error();
  const auto id = journal_.Claim(photo, Page());
  if (!id.ok()) return id.error();
  const auto kept = files_.Keep(id.value(), opened.value().fd.get(), Limits{}.file_bytes);
  if (!kept.ok()) return kept.error();
  auto spooled = journal_.Spooled(id.value(), kept.value().sha256, kept.value().bytes,
                                  kept.value().vault_id, Page());
  if (!spooled.ok()) return spooled.error();
  const auto end = flow_->Run(id.value());
  if (!end.ok()) return end.error();
  return Done{};
}

}  // namespace photogate
