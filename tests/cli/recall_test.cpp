#include <catch2/catch.hpp>

#include "tests/cli/gate_home.h"

using namespace photogate;
using namespace photogate::test;

TEST_CASE("an objection leads to a task that is done with its proof and not without",
          "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const auto photo = SourceRoot() / "samples" / "photos" / "class-photo.jpg";
  REQUIRE(gate.Run({"check", photo.string(), "--channel", "newsletter", "--event",
                    "Summer open day", "--out", (gate.folder() / "out").string()})
              .exit_code == 0);
  CHECK(gate.Run({"recall"}).exit_code == 1);
  CHECK(gate.Run({"recall", "--person", "nobody"}).exit_code == 1);
  CHECK(gate.Run({"recall", "--person", "P101", "--dry-run"}).exit_code == 10);
  CHECK(gate.Run({"recall", "tasks"}).exit_code == 0);
  REQUIRE(gate.Run({"consent", "object", "P101"}).exit_code == 0);

  const auto tasks = gate.Run({"recall", "tasks", "--json"});
  CHECK(tasks.exit_code == 10);
  const auto list = nlohmann::json::parse(tasks.out).at("tasks");
  REQUIRE(list.size() == 1);
  CHECK(list[0].at("found_by") == "record");
  CHECK(list[0].at("file") == "class-photo.jpg");
  CHECK(gate.Run({"recall", "tasks", "--overdue"}).exit_code == 0);
  CHECK(gate.Run({"status"}).out.find("To be taken down: 1") != std::string::npos);
  CHECK(gate.Run({"report", "takedowns"}).out.find("class-photo.jpg") != std::string::npos);

  const std::string task = std::to_string(list[0].at("task").get<int>());
  CHECK(gate.Run({"recall", "done", task, "--note", "off the page"}).exit_code == 1);
  CHECK(gate.Run({"recall", "list"}).exit_code == 10);
  const auto shot = gate.folder() / "shot.png";
  WriteText(shot, "what the page looks like now");
  CHECK(gate.Run({"recall", "done", task, "--note", "off the page", "--proof", shot.string()})
            .exit_code == 0);
  CHECK(gate.Run({"recall", "done", task, "--note", "again", "--not-shown"}).exit_code == 1);
  CHECK(gate.Run({"recall", "list"}).exit_code == 0);
  CHECK(gate.Run({"recall", "tasks"}).exit_code == 0);
  CHECK(gate.Run({"recall", "tasks", "--all"}).out.find("taken-down") != std::string::npos);
  CHECK(gate.Run({"audit", "verify"}).exit_code == 0);
}

TEST_CASE("an objection at the command line takes copies out of cleared without a watcher",
          "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const auto share = gate.folder() / "share";
  const auto inbox = share / "inbox" / "newsletter" / "Summer open day";
  std::filesystem::create_directories(inbox);
  std::filesystem::copy_file(SourceRoot() / "samples" / "photos" / "class-photo.jpg",
                             inbox / "class-photo.jpg");
  REQUIRE(gate.Run({"setting", "set", "share-root", share.string()}).exit_code == 0);
  (void)gate.Run({"watch", "--once"});
  const auto copy = share / "cleared" / "newsletter" / "class-photo.jpg";
  REQUIRE(std::filesystem::exists(copy));
  const std::string bytes = ReadText(copy);
  const auto said = gate.Run({"consent", "object", "P101"});
  CHECK(said.exit_code == 0);
  CHECK(said.out.find("Copies moved out of cleared into quarantine: 1") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(copy));
  CHECK(ReadText(share / "quarantine" / "newsletter" / "class-photo.jpg") == bytes);
  CHECK(gate.Run({"recall", "--person", "P101"}).exit_code == 10);
}
