#include "models/fetch.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "crypto/sha256.h"
#include "models/download.h"
#include "models/ir_to_onnx.h"
#include "models/model_files.h"
#include "models/model_store.h"

namespace photogate {
namespace fs = std::filesystem;
namespace {

Error WrongHash(const std::string& file) {
  return Error{ErrorKind::kCorrupt,
               "A model file was refused because it is not the one that photogate knows: its hash "
               "differs. Get it from another place.",
               file};
}

class Fetcher {
 public:
  Fetcher(const FetchRequest& request, const FetchProgress& progress)
      : request_(request), progress_(progress) {}

  bool stopped() const { return stopped_; }
  FetchReport& report() { return report_; }

  void Model(const ManifestModel& model) {
    std::vector<Bytes> inputs;
    for (const ModelDownload& download : model.downloads) {
      Result<Bytes> bytes = Download(model.id, download);
      if (stopped_ || !bytes.ok()) continue;
      inputs.push_back(std::move(bytes).value());
    }
    const bool derived = model.made_by != ModelMadeBy::kDownload;
    if (!stopped_ && derived && inputs.size() == model.downloads.size()) Derive(model, inputs);
  }

 private:
  void Note(const ModelId& model, const std::string& file, bool already_there,
            std::optional<Error> failed = std::nullopt) {
    report_.files.push_back(FetchedFile{model, file, already_there, std::move(failed)});
  }

  bool Progress(const std::string& file, std::uint64_t done, std::uint64_t total) {
    if (progress_ && !progress_(file, done, total)) stopped_ = true;
    return !stopped_;
  }

  // The verified bytes of a download, in the destination when this returns; or what went wrong,
  // which is noted.
  Result<Bytes> Download(const ModelId& model, const ModelDownload& download) {
    const fs::path path = request_.destination / download.file;
    Result<Bytes> there = ReadModelFile(path, download.bytes);
    if (there.ok() && IsDownload(download, there.value())) {
      Note(model, download.file, true);
      return there;
    }
    Result<Bytes> bytes = Obtain(download);
    if (bytes.ok() && !IsDownload(download, bytes.value())) bytes = WrongHash(download.file);
    if (bytes.ok()) {
      const Result<Done> written = WriteModelFile(path, bytes.value());
      if (!written.ok()) bytes = written.error();
    }
    Note(model, download.file, false,
         bytes.ok() ? std::nullopt : std::optional<Error>(bytes.error()));
    return bytes;
  }

  Result<Bytes> Obtain(const ModelDownload& download) {
    if (!Progress(download.file, 0, download.bytes)) {
      return Error{ErrorKind::kUnavailable, "The fetch was stopped.", download.file};
    }
    if (!request_.mirror) {
      return DownloadFile(download.url, download.bytes, [&](std::uint64_t done) {
        return Progress(download.file, done, download.bytes);
      });
    }
    Result<Bytes> bytes = ReadModelFile(*request_.mirror / download.file, download.bytes);
    if (bytes.ok()) {
      Progress(download.file, bytes.value().size(), download.bytes);
      return bytes;
    }
    if (bytes.error().kind == ErrorKind::kLimitExceeded) return WrongHash(download.file);
    if (bytes.error().kind != ErrorKind::kNotFound) return bytes;
    return Error{ErrorKind::kNotFound,
                 "A model file is not in the mirror folder. Put it there, or fetch without "
                 "--mirror.",
                 download.file};
  }

  void Derive(const ManifestModel& model, const std::vector<Bytes>& inputs) {
    const fs::path path = request_.destination / model.file;
    if (model.sha256) {
      const Result<Bytes> there = ReadModelFile(path, model.bytes);
      if (there.ok() && Sha256(there.value()) == *model.sha256) {
        return Note(model.id, model.file, true);
      }
    }
    Result<Bytes> made = Make(model, inputs);
    // A translation that is not byte for byte the one that was measured is not used.
    if (made.ok() && model.sha256 && Sha256(made.value()) != *model.sha256) {
      made = WrongHash(model.file);
    }
    std::optional<Error> failed;
    if (!made.ok()) {
      failed = made.error();
    } else if (const Result<Done> written = WriteModelFile(path, made.value()); !written.ok()) {
      failed = written.error();
    }
    Note(model.id, model.file, false, std::move(failed));
  }

  static Result<Bytes> Make(const ManifestModel& model, const std::vector<Bytes>& inputs) {
    switch (model.made_by) {
      case ModelMadeBy::kOpenVinoIr: return TranslateIrToOnnx(inputs[0], inputs[1]);
      case ModelMadeBy::kBzip2: {
        Bytes bytes;
        const Result<Done> done = Bunzip2(inputs[0], model.bytes, [&bytes](ByteView piece) {
          bytes.insert(bytes.end(), piece.begin(), piece.end());
        });
        if (!done.ok()) return done.error();
        return bytes;
      }
      case ModelMadeBy::kDownload: break;
    }
    return inputs[0];
  }

  const FetchRequest& request_;
  const FetchProgress& progress_;
  FetchReport report_;
  bool stopped_ = false;
};

}  // namespace

bool FetchReport::complete() const {
  return std::none_of(files.begin(), files.end(),
                      [](const FetchedFile& file) { return file.failed.has_value(); });
}

bool FetchReport::hash_refused() const {
  return std::any_of(files.begin(), files.end(), [](const FetchedFile& file) {
    return file.failed && file.failed->kind == ErrorKind::kCorrupt;
  });
}

Result<FetchReport> FetchModels(const ModelManifest& manifest, const FetchRequest& request,
                                const FetchProgress& progress) {
  std::vector<const ManifestModel*> wanted;
  for (const ModelId& id : request.ids) {
    const ManifestModel* model = FindModel(manifest, id);
    if (model == nullptr) {
      return Error{ErrorKind::kNotFound,
                   "No model has this name. 'photogate models list' shows the names.", id.value};
    }
    if (std::find(wanted.begin(), wanted.end(), model) == wanted.end()) wanted.push_back(model);
  }
  for (const ManifestModel& model : manifest.models) {
    const bool by_default = model.fetch == FetchPolicy::kDefault && request.ids.empty();
    const bool by_all = model.fetch != FetchPolicy::kUser && request.all;
    const bool named = std::find(wanted.begin(), wanted.end(), &model) != wanted.end();
    if ((by_default || by_all) && !named) wanted.push_back(&model);
  }
  std::error_code failed;
  fs::create_directories(request.destination, failed);
  if (!fs::is_directory(request.destination, failed)) {
    return Error{ErrorKind::kUnavailable,
                 "The models folder cannot be made. Check its permissions or name another one.",
                 request.destination.string()};
  }
  Fetcher fetcher(request, progress);
  for (const ManifestModel* model : wanted) {
    fetcher.Model(*model);
    if (fetcher.stopped()) {
      return Error{ErrorKind::kUnavailable, "The fetch was stopped.", model->id.value};
    }
  }
  return std::move(fetcher.report());
}

}  // namespace photogate
