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
