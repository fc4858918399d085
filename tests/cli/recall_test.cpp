#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

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
  const auto objected = gate.Run({"consent", "object", "P101"});
  REQUIRE(objected.exit_code == 0);
  CHECK(objected.out.find("1 place where they may be seen: photogate recall tasks") !=
        std::string::npos);

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
  CHECK(gate.Run({"recall", "done", task, "--note", "looked through it", "--not-shown"})
            .err.find("known to be in this photo") != std::string::npos);
  CHECK(gate.Run({"recall", "done", task, "--note", "printed in March", "--beyond-reach"})
            .exit_code == 1);
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
  // Whoever asks what is held of them is told of it as well.
  const auto held = nlohmann::json::parse(gate.Run({"person", "export", "P101", "--json"}).out);
  REQUIRE(held.at("takedowns").size() == 1);
  CHECK(held.at("takedowns")[0].at("file") == "class-photo.jpg");
  CHECK(held.at("takedowns")[0].at("end") == "open");
  const auto& photos = held.at("photos_that_may_show_them");
  REQUIRE(photos.size() == 1);
  CHECK(photos[0].at("event") == "Summer open day");
  CHECK(photos[0].dump().find("class-photo") == std::string::npos);
  CHECK(gate.Run({"person", "export", "P101"}).out.find("Photos that may show them") !=
        std::string::npos);
  CHECK(nlohmann::json::parse(gate.Run({"person", "export", "P106", "--json"}).out)
            .at("photos_that_may_show_them")
            .empty());
}

TEST_CASE("kept copies are compared anew with whoever is recalled, once, and who is seen leaves",
          "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  REQUIRE(gate.FillWithSamples().exit_code == 0);
  const auto out = gate.folder() / "out";
  std::filesystem::create_directories(out);
  const auto check = [&](const std::string& name) {
    return gate.Run({"check", (SourceRoot() / "samples" / "photos" / name).string(), "--channel",
                     "newsletter", "--event", "Summer open day", "--out", (out / name).string()});
  };
  REQUIRE(check("class-photo.jpg").exit_code == 0);
  REQUIRE(check("empty-hall.jpg").exit_code == 0);
  CHECK(gate.Run({"recall", "recheck", "--person", "P101", out.string()}).exit_code == 1);
  REQUIRE(gate.Run({"recall", "--person", "P102"}).exit_code == 10);

  // Everything, and where it is not found it is said.
  const auto nowhere = nlohmann::json::parse(
      gate.Run({"recall", "recheck", "--person", "P102", "--all", "--json"}).out);
  CHECK(nowhere.at("no_copy").get<int>() >= 1);
  const auto rehearsed =
      nlohmann::json::parse(gate.Run({"recall", "recheck", "--person", "P102", "--all",
                                      out.string(), "--dry-run", "--json"})
                                .out);
  const auto first = nlohmann::json::parse(
      gate.Run({"recall", "recheck", "--person", "P102", "--all", out.string(), "--json"}).out);
  INFO(first.dump(1));
  CHECK(first.at("exit") == 10);
  CHECK(first.at("no_copy") == 0);
  CHECK(first.at("not_seen") == rehearsed.at("not_seen"));
  CHECK(first.at("not_seen").get<int>() >= 1);
  // What was compared is not compared again.
  const auto second = nlohmann::json::parse(
      gate.Run({"recall", "recheck", "--person", "P102", "--all", out.string(), "--json"}).out);
  CHECK(second.at("not_seen") == 0);
  const auto again = nlohmann::json::parse(gate.Run({"recall", "recheck", "--person", "P102",
                                                     "--all", "--again", out.string(), "--json"})
                                               .out);
  CHECK(again.at("not_seen") == first.at("not_seen"));
  CHECK(gate.Run({"audit", "show", "--json"}).out.find("compared, not-seen") != std::string::npos);
  CHECK(gate.Run({"audit", "verify"}).exit_code == 0);
}

namespace {

// A watched folder with a photo of Ada cleared before she could be recognised, and one of nobody;
// she objects once she can. Where the copies stand.
std::filesystem::path ObjectedLate(const GateHome& gate) {
  WriteText(gate.folder() / "one.csv",
            "id,name,kind,groups,biometric_basis,use:newsletter\n"
            "P101,Ada Whitlock,pupil,5A,consent,granted\n");
  REQUIRE(gate.Run({"import", (gate.folder() / "one.csv").string()}).exit_code == 0);
  const auto share = gate.folder() / "share";
  const auto inbox = share / "inbox" / "newsletter";
  std::filesystem::create_directories(inbox);
  for (const char* name : {"class-photo.jpg", "empty-hall.jpg"}) {
    std::filesystem::copy_file(SourceRoot() / "samples" / "photos" / name, inbox / name);
  }
  REQUIRE(gate.Run({"setting", "set", "share-root", share.string()}).exit_code == 0);
  (void)gate.Run({"watch", "--once"});
  const auto cleared = share / "cleared" / "newsletter";
  REQUIRE(std::filesystem::exists(cleared / "class-photo.jpg"));
  for (const auto& file :
       std::filesystem::directory_iterator(SourceRoot() / "samples" / "enrol" / "P101")) {
    REQUIRE(gate.Run({"enrol", "--person", "P101", file.path().string()}).exit_code == 0);
  }
  REQUIRE(gate.Run({"consent", "object", "P101"}).exit_code == 0);
  return cleared;
}

}  // namespace

TEST_CASE("a copy that is nowhere is compared by its original, as long as that is kept",
          "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  const auto cleared = ObjectedLate(gate);
  // Staff published it and tidied up.
  std::filesystem::remove(cleared / "class-photo.jpg");
  const auto run = gate.Run({"recall", "recheck", "--person", "P101", "--json"});
  INFO(run.out << run.err);
  const auto said = nlohmann::json::parse(run.out);
  CHECK(said.at("seen") == 1);
  CHECK(said.at("not_seen") == 1);
  CHECK(said.at("originals") == 1);
  CHECK(said.at("no_copy") == 0);
}

TEST_CASE("somebody who was enrolled only later is seen in a copy of before, and it leaves cleared",
          "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  const auto cleared = ObjectedLate(gate);
  const auto share = gate.folder() / "share";
  // Nobody was recognised, so nothing leaves by itself.
  REQUIRE(std::filesystem::exists(cleared / "class-photo.jpg"));
  const auto run = gate.Run({"recall", "recheck", "--person", "P101", "--json"});
  INFO(run.out << run.err);
  CHECK(run.exit_code == 10);
  const auto said = nlohmann::json::parse(run.out);
  CHECK(said.at("seen") == 1);
  CHECK(said.at("not_seen") == 1);
  REQUIRE(said.at("tasks").size() == 2);
  CHECK(said.at("tasks")[0].at("found_by") == "template");
  CHECK(said.at("tasks")[0].at("file") == "class-photo.jpg");
  CHECK(said.at("tasks")[1].at("rechecked") == "not-seen");
  CHECK(said.at("tasks")[1].at("by_eye") == true);
  CHECK_FALSE(std::filesystem::exists(cleared / "class-photo.jpg"));
  CHECK(std::filesystem::exists(share / "quarantine" / "newsletter" / "class-photo.jpg"));
  CHECK(std::filesystem::exists(cleared / "empty-hall.jpg"));
  CHECK(gate.Run({"recall", "tasks"}).out.find("not-seen") != std::string::npos);
}

TEST_CASE(
    "what was cleared before somebody came on the register is counted, and how to look is said",
    "[cli][recall]") {
  if (!HaveModels()) PHOTOGATE_SKIP("the face models are not there");
  const GateHome gate;
  const auto photo = SourceRoot() / "samples" / "photos" / "empty-hall.jpg";
  REQUIRE(gate.Run({"check", photo.string(), "--channel", "newsletter", "--out",
                    (gate.folder() / "out").string()})
              .exit_code == 0);
  // The register tells times by the second.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  WriteText(gate.folder() / "one.csv",
            "id,name,kind,groups,use:newsletter\nP900,Nia Vale,pupil,5A,refused\n");
  REQUIRE(gate.Run({"import", (gate.folder() / "one.csv").string()}).exit_code == 0);
  CHECK(gate.Run({"recall", "list"}).exit_code == 0);
  const auto objected = gate.Run({"consent", "object", "P900"});
  CHECK(objected.out.find("Not looked at: 1 cleared copy") != std::string::npos);
  CHECK(objected.out.find("photogate recall recheck --person P900 --all") != std::string::npos);
  const auto barred = gate.Run({"bar", "set", "P900", "--reason", "told", "--json"});
  CHECK(nlohmann::json::parse(barred.out).at("copies_not_looked_at") == 1);
  const auto recalled = gate.Run({"recall", "--person", "P900"});
  CHECK(recalled.out.find("Not looked at: 1 cleared copy") != std::string::npos);
  const auto listed = gate.Run({"recall", "list", "--json"});
  CHECK(nlohmann::json::parse(listed.out).at("recalls")[0].at("copies_not_looked_at") == 1);
  const auto opened = gate.Run({"recall", "--person", "P900", "--earlier", "--json"});
  CHECK(opened.exit_code == 10);
  CHECK(nlohmann::json::parse(opened.out).at("tasks").size() == 1);
  CHECK(nlohmann::json::parse(opened.out).at("copies_not_looked_at") == 0);
}
