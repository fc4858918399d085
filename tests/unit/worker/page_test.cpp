#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "worker/page_message.h"
#include "worker/wire.h"
#include "worker/worker_pool.h"

using namespace photogate;

namespace {

OwnedFd FileOf(const std::string& text) {
  OwnedFd file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  return file;
}

std::unique_ptr<WorkerPool> Pool() {
  WorkerOptions options;
  options.program = PHOTOGATE_WORKER;
  auto pool = WorkerPool::Start(options);
  REQUIRE(pool.ok());
  return std::move(pool).value();
}

}  // namespace

TEST_CASE("a worker reads a page and stays good for the next", "[worker]") {
  const auto pool = Pool();
  for (int round = 0; round < 3; ++round) {
    const auto page = pool->ReadPage(
        FileOf("<img src='img/a.jpg'><img src=\"https://x.y/b.png\"><img src=data:image/png," +
               std::string(200, 'x') + ">")
            .get(),
        TextKind::kPage);
    REQUIRE(page.ok());
    CHECK(page.value().local == std::vector<std::string>{"img/a.jpg"});
    CHECK(page.value().elsewhere == 1);
    CHECK(page.value().inlined == 1);
    CHECK_FALSE(page.value().tangled);
  }
}

TEST_CASE("a page that is too large is told and not read", "[worker]") {
  const auto pool = Pool();
  const auto page = pool->ReadPage(FileOf(std::string(kPageBytes + 1, ' ')).get(), TextKind::kPage);
  REQUIRE_FALSE(page.ok());
  CHECK(page.error().kind == ErrorKind::kLimitExceeded);
}

TEST_CASE("what a worker says of a page is read back, and nothing else is", "[worker]") {
  HtmlReferences said;
  said.local = {"a.jpg", std::string("b\0c", 3)};
  said.shown = {"d"};
  said.elsewhere = 2;
  said.tangled = true;
  const Message message = EncodePageRead(said);
  const auto read = DecodePageRead(message);
  REQUIRE(read.ok());
  REQUIRE(read.value().page.ok());
  CHECK(read.value().page.value().local == said.local);
  CHECK(read.value().page.value().shown == said.shown);
  CHECK(read.value().page.value().elsewhere == 2);
  CHECK(read.value().page.value().tangled);

  const auto failed =
      DecodePageRead(EncodePageRead(Error{ErrorKind::kUnavailable, "The page cannot be read."}));
  REQUIRE(failed.ok());
  CHECK_FALSE(failed.value().page.ok());

  for (std::size_t cut = 0; cut < message.record.size(); ++cut) {
    Message part{
        message.type,
        Bytes(message.record.begin(), message.record.begin() + static_cast<std::ptrdiff_t>(cut)),
        {},
        {},
        {}};
    CHECK_FALSE(DecodePageRead(part).ok());
  }
  Message longer{message.type, message.record, {}, {}, {}};
  longer.record.push_back(0);
  CHECK_FALSE(DecodePageRead(longer).ok());
}

TEST_CASE("a worker is told how to read a text, and nothing else", "[worker]") {
  for (const TextKind kind : {TextKind::kPage, TextKind::kLinks}) {
    const auto read = DecodePageOrder(EncodePageOrder(kind));
    REQUIRE(read.ok());
    CHECK(read.value() == kind);
  }
  Message order = EncodePageOrder(TextKind::kText);
  order.record.push_back(0);
  CHECK_FALSE(DecodePageOrder(order).ok());
  CHECK_FALSE(DecodePageOrder({MessageType::kPage, {}, {}, {}, {}}).ok());
  CHECK_FALSE(DecodePageOrder(EncodePageOrder(static_cast<TextKind>(0))).ok());
}
