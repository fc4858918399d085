#include "consent/sealed_vfs.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

#include "crypto/random.h"

namespace photogate {

struct SealedVfs::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* below = nullptr;
  KeySupply* supply = nullptr;
  std::string name;
};

namespace {

using State = SealedVfs::State;

// Of the log's file format (sqlite.org/fileformat2.html#walformat).
constexpr sqlite3_int64 kLogHeader = 32;
constexpr sqlite3_int64 kFrameHeader = 24;
constexpr sqlite3_int64 kPage = static_cast<sqlite3_int64>(kPageBytes);
constexpr sqlite3_int64 kFrame = kFrameHeader + kPage;
// In the log's header.
constexpr sqlite3_int64 kSaltsAt = 16;

// Begins a frame's header, big-endian.
using PageNumber = std::array<std::uint8_t, 4>;

// What SQLite holds as sqlite3_file; the file below follows it in the same memory.
struct SealedFile {
  sqlite3_file base;
  State* state;
  bool log;
  // Of the frame header that was written last, and where: the page follows it.
  sqlite3_int64 frame_at;
  PageNumber frame_page;
};

constexpr int kBelowAt = static_cast<int>((sizeof(SealedFile) + 15) / 16 * 16);

SealedFile& Of(sqlite3_file* file) { return *reinterpret_cast<SealedFile*>(file); }

sqlite3_file* Below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kBelowAt);
}

const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Below(file)->pMethods; }

std::span<std::uint8_t> Bytes(void* data, std::size_t size) {
  return {static_cast<std::uint8_t*>(data), size};
}

int CodeOf(PageOpening opening) {
  switch (opening) {
    case PageOpening::kOpened: return SQLITE_OK;
    case PageOpening::kDamaged: return SQLITE_CORRUPT;
    case PageOpening::kLocked: return SQLITE_IOERR_AUTH;
  }
  return SQLITE_CORRUPT;
}

// The salts are the log's and not the frame's: SQLite writes zeros there, and the salts later, when
// a transaction that outgrew its cache changes a page again. Read each time, because another
// process may have begun the log anew.
int LogPlace(sqlite3_file* file, const PageNumber& number, PagePlace& place) {
  place = {true, 0, {}};
  for (const std::uint8_t byte : number) place.number = place.number << 8 | byte;
  return Methods(file).xRead(Below(file), place.salts.data(), static_cast<int>(place.salts.size()),
                             kSaltsAt);
}

PagePlace MainPlace(sqlite3_int64 page_at) {
  return {false, static_cast<std::uint32_t>(page_at / kPage + 1), {}};
}

// SQLITE_IOERR_SHORT_READ, with zeros, beyond the end of the file.
int ReadMainPage(sqlite3_file* file, sqlite3_int64 at, PageSpan page) {
  std::array<std::uint8_t, kPageBytes> sealed;
  const int read = Methods(file).xRead(Below(file), sealed.data(), static_cast<int>(kPage), at);
  if (read == SQLITE_IOERR_SHORT_READ) {
    sqlite3_int64 size = 0;
    const int sized = Methods(file).xFileSize(Below(file), &size);
    if (sized != SQLITE_OK) return sized;
    std::fill(page.begin(), page.end(), std::uint8_t{0});
    // A file that ends within a page was cut off.
    return size <= at ? SQLITE_IOERR_SHORT_READ : SQLITE_CORRUPT;
  }
  if (read != SQLITE_OK) return read;
  return CodeOf(OpenPage(sealed, MainPlace(at), *Of(file).state->supply, page));
}

int ReadMain(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
  if (amount == kPage && at % kPage == 0) {
    return ReadMainPage(file, at, PageSpan(static_cast<std::uint8_t*>(into), kPageBytes));
  }
  if (at < 0 || at + amount > kPage) return SQLITE_IOERR_READ;
  std::array<std::uint8_t, kPageBytes> page;
  const int read = ReadMainPage(file, 0, page);
  // SQLite looks at the header of the file itself also when the log has a newer page 1, and a
  // checkpoint that was interrupted may have left this one torn. What is not there it takes for
  // unknown; the page as a whole is asked for before anything is made of it.
  if (read == SQLITE_CORRUPT || read == SQLITE_IOERR_AUTH) {
    std::memset(into, 0, static_cast<std::size_t>(amount));
    return SQLITE_IOERR_SHORT_READ;
  }
  std::memcpy(into, page.data() + at, static_cast<std::size_t>(amount));
  return read;
}

int ReadLogPage(sqlite3_file* file, void* into, int amount, sqlite3_int64 frame_at) {
  std::array<std::uint8_t, kFrame> frame;
  const int read =
      Methods(file).xRead(Below(file), frame.data(), static_cast<int>(kFrame), frame_at);
  if (read != SQLITE_OK) return read == SQLITE_IOERR_SHORT_READ ? SQLITE_CORRUPT : read;
  PagePlace place;
  const int placed = LogPlace(file, {frame[0], frame[1], frame[2], frame[3]}, place);
  if (placed != SQLITE_OK) return placed;
  std::array<std::uint8_t, kPageBytes> page;
  const int code = CodeOf(OpenPage(std::span(frame).subspan<kFrameHeader, kPageBytes>(), place,
                                   *Of(file).state->supply, page));
  std::memcpy(into, page.data(), static_cast<std::size_t>(amount));
  return code;
}

int ReadWholeFrame(sqlite3_file* file, void* into, sqlite3_int64 frame_at) {
  const int read = Methods(file).xRead(Below(file), into, static_cast<int>(kFrame), frame_at);
  if (read != SQLITE_OK) return read;
  const auto frame = Bytes(into, kFrame).first<kFrame>();
  PagePlace place;
  const int placed = LogPlace(file, {frame[0], frame[1], frame[2], frame[3]}, place);
  if (placed != SQLITE_OK) return placed;
  std::array<std::uint8_t, kPageBytes> page;
  switch (
      OpenPage(frame.subspan<kFrameHeader, kPageBytes>(), place, *Of(file).state->supply, page)) {
    case PageOpening::kOpened: break;
    case PageOpening::kDamaged: FillRandom(page); break;
    // Committed by somebody with a newer key: not the end of the log.
    case PageOpening::kLocked: return SQLITE_IOERR_AUTH;
  }
  std::copy(page.begin(), page.end(), frame.begin() + kFrameHeader);
  return SQLITE_OK;
}

int ReadLog(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
  if (at >= 0 && at + amount <= kLogHeader) {
    return Methods(file).xRead(Below(file), into, amount, at);
  }
  const sqlite3_int64 within = at < kLogHeader ? -1 : (at - kLogHeader) % kFrame;
  if (within < 0) return SQLITE_IOERR_READ;
  if (within + amount <= kFrameHeader) return Methods(file).xRead(Below(file), into, amount, at);
  if (within == 0 && amount == kFrame) return ReadWholeFrame(file, into, at);
  if (within == kFrameHeader && amount <= kPage) {
    return ReadLogPage(file, into, amount, at - kFrameHeader);
  }
  return SQLITE_IOERR_READ;
}

int WriteSealed(sqlite3_file* file, const void* from, const PagePlace& place, sqlite3_int64 at) {
  std::array<std::uint8_t, kPageBytes> sealed;
  const PageView page(static_cast<const std::uint8_t*>(from), kPageBytes);
  if (!SealPage(page, place, Of(file).state->supply->keys(), sealed)) return SQLITE_IOERR_WRITE;
  return Methods(file).xWrite(Below(file), sealed.data(), static_cast<int>(kPage), at);
}

int WriteMain(sqlite3_file* file, const void* from, int amount, sqlite3_int64 at) {
  if (amount != kPage || at < 0 || at % kPage != 0) return SQLITE_IOERR_WRITE;
  return WriteSealed(file, from, MainPlace(at), at);
}

int WriteLog(sqlite3_file* file, const void* from, int amount, sqlite3_int64 at) {
  if (at >= 0 && at + amount <= kLogHeader) {
    return Methods(file).xWrite(Below(file), from, amount, at);
  }
  const sqlite3_int64 within = at < kLogHeader ? -1 : (at - kLogHeader) % kFrame;
  SealedFile& sealed = Of(file);
  if (within == 0 && amount == kFrameHeader) {
    std::memcpy(sealed.frame_page.data(), from, sealed.frame_page.size());
    sealed.frame_at = at;
    return Methods(file).xWrite(Below(file), from, amount, at);
  }
  if (within != kFrameHeader || amount != kPage) return SQLITE_IOERR_WRITE;
  // A page that changes again within its transaction is written over, without its header.
  if (sealed.frame_at != at - kFrameHeader) {
    sealed.frame_at = -1;
    const int read =
        Methods(file).xRead(Below(file), sealed.frame_page.data(),
                            static_cast<int>(sealed.frame_page.size()), at - kFrameHeader);
    if (read != SQLITE_OK) return SQLITE_IOERR_WRITE;
    sealed.frame_at = at - kFrameHeader;
  }
  PagePlace place;
  const int placed = LogPlace(file, sealed.frame_page, place);
  if (placed != SQLITE_OK) return SQLITE_IOERR_WRITE;
  return WriteSealed(file, from, place, at);
}

int Close(sqlite3_file* file) {
  const int closed = Methods(file).xClose(Below(file));
  file->pMethods = nullptr;
  return closed;
}

int Read(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
  return Of(file).log ? ReadLog(file, into, amount, at) : ReadMain(file, into, amount, at);
}

int Write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 at) {
  return Of(file).log ? WriteLog(file, from, amount, at) : WriteMain(file, from, amount, at);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  // Mapped memory would show SQLite what is encrypted.
  if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
  return Methods(file).xFileControl(Below(file), operation, argument);
}

int DeviceCharacteristics(sqlite3_file* file) {
  // Of what the disk promises only this holds for whole encrypted pages. Without it SQLite would
  // split pages at the borders of sectors.
  constexpr int kKept = SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
  return Methods(file).xDeviceCharacteristics(Below(file)) & kKept;
}

const sqlite3_io_methods kMethods = {
    2,  // without xFetch: no mapped memory
    Close,
    Read,
    Write,
    [](sqlite3_file* file, sqlite3_int64 size) {
      return Methods(file).xTruncate(Below(file), size);
    },
    [](sqlite3_file* file, int flags) { return Methods(file).xSync(Below(file), flags); },
    [](sqlite3_file* file, sqlite3_int64* size) {
      return Methods(file).xFileSize(Below(file), size);
    },
    [](sqlite3_file* file, int level) { return Methods(file).xLock(Below(file), level); },
    [](sqlite3_file* file, int level) { return Methods(file).xUnlock(Below(file), level); },
    [](sqlite3_file* file, int* reserved) {
      return Methods(file).xCheckReservedLock(Below(file), reserved);
    },
    FileControl,
    [](sqlite3_file* file) { return Methods(file).xSectorSize(Below(file)); },
    DeviceCharacteristics,
    [](sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
      return Methods(file).xShmMap(Below(file), page, size, extend, memory);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
      return Methods(file).xShmLock(Below(file), offset, count, flags);
    },
    [](sqlite3_file* file) { Methods(file).xShmBarrier(Below(file)); },
    [](sqlite3_file* file, int remove) { return Methods(file).xShmUnmap(Below(file), remove); },
    nullptr,
    nullptr,
};

State& StateOf(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }
sqlite3_vfs* BelowOf(sqlite3_vfs* vfs) { return StateOf(vfs).below; }

int OpenFile(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const bool log = (flags & SQLITE_OPEN_WAL) != 0;
  if (name == nullptr || (!log && (flags & SQLITE_OPEN_MAIN_DB) == 0)) return SQLITE_CANTOPEN;
  SealedFile* sealed = new (file) SealedFile{};
  sealed->state = &StateOf(vfs);
  sealed->log = log;
  sealed->frame_at = -1;
  sqlite3_file* below = Below(file);
  below->pMethods = nullptr;
  const int opened = BelowOf(vfs)->xOpen(BelowOf(vfs), name, below, flags, out_flags);
  if (opened != SQLITE_OK) {
    if (below->pMethods != nullptr) below->pMethods->xClose(below);
    return opened;
  }
  sealed->base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace

SealedVfs::SealedVfs(KeySupply& supply) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.below = sqlite3_vfs_find("unix");
  state.supply = &supply;
  // A name of its own for each connection, since the keys are the connection's.
  state.name = "photogate-" + RandomHex(8);
  sqlite3_vfs& vfs = state.vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = kBelowAt + state.below->szOsFile;
  vfs.mxPathname = state.below->mxPathname;
  vfs.zName = state.name.c_str();
  vfs.pAppData = &state;
  vfs.xOpen = OpenFile;
  vfs.xDelete = [](sqlite3_vfs* self, const char* name, int sync) {
    return BelowOf(self)->xDelete(BelowOf(self), name, sync);
  };
  vfs.xAccess = [](sqlite3_vfs* self, const char* name, int flags, int* out) {
    return BelowOf(self)->xAccess(BelowOf(self), name, flags, out);
  };
  vfs.xFullPathname = [](sqlite3_vfs* self, const char* name, int size, char* out) {
    return BelowOf(self)->xFullPathname(BelowOf(self), name, size, out);
  };
  vfs.xRandomness = [](sqlite3_vfs* self, int size, char* out) {
    return BelowOf(self)->xRandomness(BelowOf(self), size, out);
  };
  vfs.xSleep = [](sqlite3_vfs* self, int microseconds) {
    return BelowOf(self)->xSleep(BelowOf(self), microseconds);
  };
  vfs.xCurrentTime = [](sqlite3_vfs* self, double* out) {
    return BelowOf(self)->xCurrentTime(BelowOf(self), out);
  };
  vfs.xGetLastError = [](sqlite3_vfs* self, int size, char* out) {
    return BelowOf(self)->xGetLastError(BelowOf(self), size, out);
  };
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs* self, sqlite3_int64* out) {
    return BelowOf(self)->xCurrentTimeInt64(BelowOf(self), out);
  };
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::bad_alloc();
}

SealedVfs::~SealedVfs() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& SealedVfs::name() const { return state_->name; }

}  // namespace photogate
