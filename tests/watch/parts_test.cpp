#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/paths.h"
#include "tests/support/run_program.h"
#include "watch/completeness.h"
#include "watch/fair_queue.h"
#include "watch/inbox_names.h"
#include "watch/put_off.h"
#include "watch/settling.h"
#include "watch/watch_status.h"
#include "worker/channel.h"

namespace photogate {
namespace {

using std::chrono::milliseconds;

Completeness Of(const std::string& bytes) {
  const test::TempFolder folder;
  const auto file = folder.path() / "file";
  test::WriteText(file, bytes);
  const OwnedFd fd(::open(file.c_str(), O_RDONLY));
  return HowComplete(fd.get(), bytes.size());
}

}  // namespace

TEST_CASE("a file has settled only when it looked the same all the time", "[watch]") {
  Settling settling;
  const Settling::Moment start{};
  FileLook look{1, 2, 100, 5};
  CHECK(settling.Unchanged("a", look, start) == milliseconds(0));
  CHECK(settling.Unchanged("a", look, start + milliseconds(700)) == milliseconds(700));
  look.bytes = 200;  // grown
  CHECK(settling.Unchanged("a", look, start + milliseconds(900)) == milliseconds(0));
  look.inode = 3;  // replaced by another file of the same size
  CHECK(settling.Unchanged("a", look, start + milliseconds(1'500)) == milliseconds(0));
  look.modified_ns = 6;  // written in place
  CHECK(settling.Unchanged("a", look, start + milliseconds(2'500)) == milliseconds(0));
  CHECK(settling.Unchanged("a", look, start + milliseconds(3'500)) == milliseconds(1'000));
  CHECK(settling.Known("a", start + milliseconds(3'500)) == milliseconds(3'500));
}

TEST_CASE("what went away is forgotten", "[watch]") {
  Settling settling;
  for (int file = 0; file < 100; ++file) {
    settling.Unchanged(std::to_string(file), {1, 2, 3, 4}, {});
  }
  settling.EndOfSweep();
  settling.Unchanged("5", {1, 2, 3, 4}, {});
  settling.EndOfSweep();
  CHECK(settling.size() == 1);
}

TEST_CASE("unfinished downloads and what systems leave behind are no photos", "[watch]") {
  for (const char* name :
       {"a.jpg.crdownload", "a.jpg.part", ".a.jpg", "Thumbs.db", "THUMBS.DB", "desktop.ini",
        "@eaDir", "~$letter.docx", ".DS_Store", "._a.jpg", "a.tmp", "a.jpg.filepart"}) {
    CHECK(ClassifyName(name) == InboxName::kIgnored);
  }
  for (const char* name : {"a.jpg", "IMG 1.HEIC", "no extension", "part.jpg", "tmp.jpg",
                           "\xFF\xFE.jpg", "new\nline.jpg"}) {
    CHECK(ClassifyName(name) == InboxName::kPhoto);
  }
  CHECK(ClassifyName("groups.txt") == InboxName::kOwn);
  CHECK(ClassifyName(".photogate-claim-ph-0123456789abcdef") == InboxName::kOwn);
}

TEST_CASE("a picture that is cut off, or whose place is kept by zeros, is unfinished", "[watch]") {
  const std::string jpeg = "\xFF\xD8\xFF\xDA picture ";
  CHECK(Of(jpeg + "\xFF\xD9") == Completeness::kWhole);
  CHECK(Of(jpeg) == Completeness::kUnfinished);
  CHECK(Of(jpeg + std::string(100'000, '\0')) == Completeness::kUnfinished);
  CHECK(Of(jpeg + "\xFF\xD9" + "a film behind it") == Completeness::kWhole);
  CHECK(Of("") == Completeness::kUnfinished);
  CHECK(Of(std::string("\x89PNG\r\n\x1A\n", 8) + "....IHDR") == Completeness::kUnfinished);
  CHECK(Of(std::string("RIFF\x10\0\0\0WEBPVP8 ", 16) + "12345678") == Completeness::kWhole);
  CHECK(Of(std::string("RIFF\x99\0\0\0WEBPVP8 ", 16) + "12345678") == Completeness::kUnfinished);
  const std::string box(
      "\0\0\0\x14"
      "ftypheic\0\0\0\0mif1",
      20);
  CHECK(Of(box + std::string("\0\0\0\x08"
                             "mdat",
                             8)) == Completeness::kWhole);
  CHECK(Of(box + std::string("\0\0\0\x18"
                             "mdat",
                             8)) == Completeness::kUnfinished);
  CHECK(Of("some text") == Completeness::kUnknown);
}

TEST_CASE("a file that somebody still has open for writing is seen as such", "[watch]") {
  const test::TempFolder folder;
  const auto file = folder.path() / "file";
  test::WriteText(file, "bytes");
  const OwnedFd reader(::open(file.c_str(), O_RDONLY));
  CHECK(LookForWriters(reader.get()) == Writers::kNobody);
  {
    const OwnedFd writer(::open(file.c_str(), O_WRONLY));
    CHECK(LookForWriters(reader.get()) == Writers::kSomebody);
  }
  CHECK(LookForWriters(reader.get()) == Writers::kNobody);
}

TEST_CASE("whether somebody writes another account's file is not known", "[watch]") {
  if (::geteuid() != 0) PHOTOGATE_SKIP("only root may become another account");
  const test::TempFolder folder;
  const auto file = folder.path() / "file";
  test::WriteText(file, "bytes");
  ::chmod(file.c_str(), 0644);
  const OwnedFd reader(::open(file.c_str(), O_RDONLY));
  const pid_t child = ::fork();
  if (child == 0) {
    // An account without any capability, as the service's.
    const bool changed = ::setgid(65534) == 0 && ::setuid(65534) == 0;
    ::_exit(changed ? static_cast<int>(LookForWriters(reader.get())) : 99);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == static_cast<int>(Writers::kUnknown));
}

TEST_CASE("the end of a preview in a photo's Exif data is not the photo's", "[watch]") {
  const std::string preview = "\xFF\xD8\xFF\xDA small \xFF\xD9";
  const std::string length{'\0', static_cast<char>(preview.size() + 2)};
  const std::string begun = "\xFF\xD8\xFF\xE1" + length + preview;
  CHECK(Of(begun) == Completeness::kUnfinished);
  CHECK(Of(begun + "\xFF\xDA half of the pict") == Completeness::kUnfinished);
  CHECK(Of(begun + "\xFF\xDA half of the picture and the rest\xFF\xD9") == Completeness::kWhole);
}

TEST_CASE("what cannot be taken is tried again ever more seldom", "[watch]") {
  PutOff put_off;
  const auto start = Settling::Moment{} + std::chrono::hours(1);
  const FileLook look{1, 2, 3, 4}, other{1, 2, 3, 5};
  const WhyPutOff why{{"intake_failed", "It cannot be read."}, "folder"};
  constexpr std::chrono::milliseconds kLongest{5'000};
  CHECK(put_off.IsDue("a", look, start));
  CHECK(put_off.Add("a", look, why, start, kLongest));
  CHECK_FALSE(put_off.IsDue("a", look, start));
  CHECK(put_off.IsDue("a", other, start));
  auto now = start;
  for (const int seconds : {1, 2, 4, 5, 5}) {
    CHECK_FALSE(put_off.IsDue("a", look, now + std::chrono::milliseconds(1'000 * seconds - 1)));
    REQUIRE(put_off.Next() == now + std::chrono::seconds(seconds));
    now += std::chrono::seconds(seconds);
    CHECK(put_off.IsDue("a", look, now));
    CHECK(put_off.Due(now) == std::vector<std::string>{"a"});
    // The log has it once.
    CHECK_FALSE(put_off.Add("a", look, why, now, kLongest));
  }
  CHECK(put_off.Reasons().size() == 1);
  put_off.EndOfSweep();
  put_off.EndOfSweep();
  CHECK(put_off.size() == 0);
}

TEST_CASE("channels take turns, however many photos one of them has", "[watch]") {
  FairQueue queue(false);
  const ChannelName many{"a"}, few{"b"};
  for (int photo = 0; photo < 5'000; ++photo) queue.Push(many, PhotoId{std::to_string(photo)});
  queue.Push(few, PhotoId{"x"});
  queue.Push(few, PhotoId{"y"});
  std::vector<std::string> order;
  for (int photo = 0; photo < 5; ++photo) order.push_back(queue.TryPop()->value);
  CHECK(order == std::vector<std::string>{"0", "x", "1", "y", "2"});
}

TEST_CASE("the newest photo comes first when that is wanted", "[watch]") {
  FairQueue queue(true);
  for (const char* id : {"1", "2", "3"}) queue.Push(ChannelName{"a"}, PhotoId{id});
  CHECK(queue.TryPop()->value == "3");
  CHECK(queue.TryPop()->value == "2");
}

TEST_CASE("checking again waits until nothing new does, and no photo is in hand twice", "[watch]") {
  FairQueue queue(false);
  queue.Push(ChannelName{"a"}, PhotoId{"again"}, true);
  queue.Push(ChannelName{"b"}, PhotoId{"new"});
  CHECK(queue.waiting() == 1);
  CHECK(queue.TryPop()->value == "new");
  queue.Push(ChannelName{"b"}, PhotoId{"new"});  // in hand
  CHECK(queue.TryPop()->value == "again");
  CHECK_FALSE(queue.TryPop());
  queue.Done(PhotoId{"new"});
  queue.Push(ChannelName{"b"}, PhotoId{"new"});
  CHECK(queue.TryPop());
  queue.Pause(true);
  queue.Push(ChannelName{"b"}, PhotoId{"other"});
  CHECK_FALSE(queue.TryPop());
  queue.Pause(false);
  queue.Close();
  CHECK_FALSE(queue.TryPop());
}

TEST_CASE("the status page escapes what comes from outside and asks for nothing", "[watch]") {
  WatchReport report;
  report.running = true;
  report.channels[ChannelName{"<script>"}];
  report.held.push_back({PhotoId{"ph-1"}, ChannelName{"x"}, "<img src=x onerror=alert(1)>",
                         "2026-11-21T09:00:00Z", "why"});
  report.held_in_all = 1;
  report.review_address = "javascript:alert(1)";
  Heartbeat beat;
  beat.unapproved["\"><b>"] = 2;
  report.heartbeat = beat;
  const std::string html = StatusHtml(report);
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(html.find("javascript:") == std::string::npos);
  CHECK(html.find("\"><b>") == std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
  CHECK(html.find("http-equiv=\"refresh\"") != std::string::npos);
}

}  // namespace photogate
