#include "pipeline/batch.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace photogate {
namespace {

class Batch {
 public:
  Batch(const std::vector<PhotoJob>& jobs, const PipelineContext& context,
        const BatchOptions& options, const PhotoDone& done)
      : jobs_(jobs), context_(context), options_(options), done_(done) {}

  void Work() {
    while (!Ended()) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= jobs_.size()) return;
      HandOver(index, ProcessPhoto(jobs_[index], context_));
    }
  }

  std::size_t Finish() {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    return handed_over_;
  }

 private:
  bool Ended() const {
    return failed_.load() || (options_.cancelled != nullptr && options_.cancelled->load());
  }

  void HandOver(std::size_t index, PhotoResult result) {
    const std::lock_guard lock(mutex_);
    if (failure_ != nullptr) return;
    try {
      done_(index, std::move(result));
      ++handed_over_;
    } catch (...) {
      failure_ = std::current_exception();
      failed_ = true;
    }
  }

  const std::vector<PhotoJob>& jobs_;
  const PipelineContext& context_;
  const BatchOptions& options_;
  const PhotoDone& done_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;  // guards done_ and what follows
  std::size_t handed_over_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::size_t RunBatch(const std::vector<PhotoJob>& jobs, const PipelineContext& context,
                     const BatchOptions& options, const PhotoDone& done) {
  Batch batch(jobs, context, options, done);
  const std::size_t wanted = static_cast<std::size_t>(std::max(options.threads, 1));
  {
    std::vector<std::jthread> threads;
    for (std::size_t at = 1; at < std::min(wanted, jobs.size()); ++at) {
      threads.emplace_back([&batch] { batch.Work(); });
    }
    batch.Work();
  }
  return batch.Finish();
}

}  // namespace photogate
