#include "outcome/write_outcome.h"

#include <optional>
#include <utility>

#include "crypto/sha256.h"
#include "outcome/release_copy.h"
#include "outcome/safe_name.h"

namespace photogate {
namespace {

// A folder with this many copies of one name is a mistake, not a collection.
constexpr std::size_t kMostNumbers = 100'000;

ByteView BytesOf(const std::string& text) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

// Copies of an earlier run may be of people who have said no since: they must not lie among those
// of this one. Where they are now; nullopt when there were none.
Result<std::optional<std::filesystem::path>> SetAside(FileSystem& files,
                                                      const std::filesystem::path& out) {
  const std::filesystem::path cleared = out / "cleared";
  const Result<std::vector<std::string>> names = files.List(cleared);
  if (!names.ok()) return names.error();
  if (names.value().empty()) return std::optional<std::filesystem::path>{};
  for (std::size_t number = 1; number < kMostNumbers; ++number) {
    const std::filesystem::path aside = out / NumberedName("superseded", number);
    const Result<Done> moved = files.RenameNew(cleared, aside);
    if (!moved.ok() && moved.error().kind == ErrorKind::kRefused) continue;
    if (!moved.ok()) return moved.error();
    if (const Result<Done> made = files.MakeFolder(cleared); !made.ok()) return made.error();
    return std::optional<std::filesystem::path>(aside);
  }
  return Error{ErrorKind::kRefused,
               "Too many earlier runs are in this folder. Name an empty folder.", out.string()};
}

}  // namespace

OutcomeWriter::OutcomeWriter(std::filesystem::path out, FileSystem* files,
                             std::unique_ptr<FileSystem> owned, std::unique_ptr<FolderLock> lock)
    : out_(std::move(out)), owned_(std::move(owned)), files_(files), lock_(std::move(lock)) {}

Result<std::unique_ptr<OutcomeWriter>> OutcomeWriter::Open(const std::filesystem::path& out) {
  auto files = std::make_unique<PosixFileSystem>();
  FileSystem* const pointer = files.get();
  return Open(out, pointer, std::move(files));
}

Result<std::unique_ptr<OutcomeWriter>> OutcomeWriter::Open(const std::filesystem::path& out,
                                                           FileSystem& files) {
  return Open(out, &files, nullptr);
}

Result<std::unique_ptr<OutcomeWriter>> OutcomeWriter::Open(const std::filesystem::path& out,
                                                           FileSystem* files,
                                                           std::unique_ptr<FileSystem> owned) {
  if (const Result<Done> made = files->MakeFolder(out); !made.ok()) return made.error();
  Result<std::unique_ptr<FolderLock>> lock = files->Lock(out);
  if (!lock.ok()) return lock.error();
  for (const char* part : {"cleared", "held", "blocked"}) {
    if (const Result<Done> made = files->MakeFolder(out / part); !made.ok()) return made.error();
  }
  const Result<std::vector<std::string>> left = files->List(out);
  if (!left.ok()) return left.error();
  for (const std::string& name : left.value()) {
    if (!IsTemporaryName(name)) continue;
    if (const Result<Done> gone = files->Remove(out / name); !gone.ok()) return gone.error();
  }
  Result<std::optional<std::filesystem::path>> superseded = SetAside(*files, out);
  if (!superseded.ok()) return superseded.error();
  if (const Result<Done> synced = files->SyncFolder(out); !synced.ok()) return synced.error();

  std::unique_ptr<OutcomeWriter> writer(
      new OutcomeWriter(out, files, std::move(owned), std::move(lock).value()));
  writer->superseded_ = std::move(superseded).value();
  return writer;
}

Result<Outcome> OutcomeWriter::Clear(const SanitisedPhoto& photo, const std::string& safe_name,
                                     LedgerRow row, LedgerSink& ledger) {
  return ReleaseCopy(*files_, out_, out_ / "cleared", taken_, photo, safe_name, std::move(row),
                     ledger);
}

Result<std::filesystem::path> OutcomeWriter::Place(const std::filesystem::path& folder,
                                                   const std::string& name,
                                                   const std::string& text) {
  const std::filesystem::path temporary = out_ / TemporaryName();
  const ByteView bytes = BytesOf(text);
  if (const Result<Done> written = WriteProven(*files_, temporary, bytes, Sha256(bytes));
      !written.ok()) {
    return written.error();
  }
  for (std::size_t number = 1; number < kMostNumbers; ++number) {
    const std::filesystem::path file = folder / NumberedName(name, number);
    const Result<Done> renamed = files_->RenameNew(temporary, file);
    if (renamed.ok()) {
      if (const Result<Done> synced = files_->SyncFolder(folder); !synced.ok()) {
        return synced.error();
      }
      return file;
    }
    if (renamed.error().kind != ErrorKind::kRefused) {
      (void)files_->Remove(temporary).ok();
      return renamed.error();
    }
  }
  (void)files_->Remove(temporary).ok();
  return Error{ErrorKind::kRefused, "The folder holds too many reports. Name an empty folder.",
               folder.string()};
}

Result<std::filesystem::path> OutcomeWriter::WriteList(ListKind kind, const std::string& text) {
  const std::string name = kind == ListKind::kBlocked ? "blocked" : "held";
  return Place(out_ / name, name + ".csv", text);
}

Result<std::filesystem::path> OutcomeWriter::WriteReport(const std::string& name,
                                                         const std::string& text) {
  if (!IsSafeName(name)) {
    return Error{ErrorKind::kInternal,
                 "A report was about to get an unsafe name. Please report this defect."};
  }
  return Place(out_, name, text);
}

Result<Done> WriteNewFile(const std::filesystem::path& file, const std::string& text) {
  PosixFileSystem files;
  return WriteNewFile(file, text, files);
}

Result<Done> WriteNewFile(const std::filesystem::path& file, const std::string& text,
                          FileSystem& files) {
  const std::filesystem::path folder =
      file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const std::filesystem::path temporary = folder / TemporaryName();
  const ByteView bytes = BytesOf(text);
  if (const Result<Done> written = WriteProven(files, temporary, bytes, Sha256(bytes));
      !written.ok()) {
    return written.error();
  }
  if (const Result<Done> renamed = files.RenameNew(temporary, file); !renamed.ok()) {
    (void)files.Remove(temporary).ok();
    return renamed.error();
  }
  return files.SyncFolder(folder);
}

}  // namespace photogate
